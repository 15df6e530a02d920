"use client";

import { Smartphone } from "lucide-react";
import { useState } from "react";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { RenewBackupCodes } from "./renew-backup-codes.tsx";
import { TurnOffAuthenticator } from "./turn-off-authenticator.tsx";
import { TurnOnAuthenticator } from "./turn-on-authenticator.tsx";
import type { Security } from "./use-security.ts";

/** From here on it is time for new ones. */
const fewCodes = 3;

export function AuthenticatorPanel({ twoFactor }: { twoFactor: Security["twoFactor"] }) {
  const [setting, setSetting] = useState(false);
  return (
    <Panel aria-label="Authenticator app">
      <PanelHead
        title="Authenticator app"
        note="A code that changes every 30 seconds, asked for after a password or a wallet."
        {...(twoFactor === null ? {} : { actions: <Badge tone="ok">On</Badge> })}
      />
      {twoFactor === null ? (
        <Off onSetUp={() => setSetting(true)} />
      ) : (
        <On backupCodesLeft={twoFactor.backupCodesLeft} />
      )}
      <TurnOnAuthenticator open={setting} onOpenChange={setSetting} />
    </Panel>
  );
}

function Off({ onSetUp }: { onSetUp: () => void }) {
  return (
    <Empty
      className="py-8 sm:py-10"
      icon={Smartphone}
      title="No second factor yet"
      action={
        <Button size="sm" onClick={onSetUp}>
          Set up an app
        </Button>
      }
    >
      With one, a stolen password alone opens nothing. A passkey needs none: it is both at once.
    </Empty>
  );
}

function On({ backupCodesLeft }: { backupCodesLeft: number }) {
  const [asked, setAsked] = useState<"renew" | "off" | null>(null);
  const close = () => setAsked(null);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 px-4 py-4 sm:px-5">
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
          Backup codes
          <Badge tone={backupCodesLeft <= fewCodes ? "warn" : "plain"}>
            {formatCount(backupCodesLeft, "code")} left
          </Badge>
        </p>
        <p className="text-ink-3 text-sm">
          For the day when the phone is gone. Each works once in place of a code.
        </p>
      </div>
      <div className="flex items-center gap-2">
        <Button size="sm" onClick={() => setAsked("renew")}>
          New codes
        </Button>
        <Button size="sm" look="danger" onClick={() => setAsked("off")}>
          Turn off
        </Button>
      </div>
      <RenewBackupCodes open={asked === "renew"} onClose={close} />
      <TurnOffAuthenticator open={asked === "off"} onClose={close} />
    </div>
  );
}
