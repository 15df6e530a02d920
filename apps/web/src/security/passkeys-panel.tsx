"use client";

import { Fingerprint, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { AddPasskey } from "./add-passkey.tsx";
import { PasskeyRow } from "./passkey-row.tsx";
import type { Passkey } from "./use-security.ts";

export function PasskeysPanel({ passkeys }: { passkeys: readonly Passkey[] }) {
  const [adding, setAdding] = useState(false);
  const add = (
    <Button size="sm" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" /> Add passkey
    </Button>
  );
  return (
    <Panel aria-label="Passkeys">
      <PanelHead
        title="Passkeys"
        note="Sign in with a fingerprint, your face or a PIN: nothing to type, nothing to steal."
        {...(passkeys.length === 0 ? {} : { actions: add })}
      />
      {passkeys.length === 0 ? (
        <Empty className="py-8 sm:py-10" icon={Fingerprint} title="No passkeys yet" action={add}>
          A passkey works only at this address, so no other page can ask for it, and it counts as
          both factors at once. It works even while your password is locked.
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.passkeyId} passkey={passkey} />
          ))}
        </ul>
      )}
      <AddPasskey open={adding} onOpenChange={setAdding} />
    </Panel>
  );
}
