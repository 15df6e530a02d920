"use client";

import { Fingerprint, Pencil } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { Confirm } from "../design/confirm.tsx";
import { NameDialog } from "../design/name-dialog.tsx";
import { type Passkey, useSecurityKey, withSecurity } from "./use-security.ts";

export function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const [asked, setAsked] = useState<"name" | "remove" | null>(null);
  const name = passkey.name ?? "Passkey";
  const close = () => setAsked(null);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-sunken text-ink-3">
        <Fingerprint className="size-4" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1 basis-32">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
          <span className="wrap-anywhere">{name}</span>
          {passkey.backedUp && <Badge>Synced</Badge>}
        </p>
        {passkey.createdAt !== null && (
          <p className="text-ink-3 text-sm">
            added <Ago at={passkey.createdAt} />
          </p>
        )}
      </div>
      <div className="ml-auto flex items-center gap-2">
        <Button
          look="ghost"
          size="icon-sm"
          aria-label={`Rename ${name}`}
          onClick={() => setAsked("name")}
        >
          <Pencil aria-hidden="true" />
        </Button>
        <Button
          size="sm"
          look="danger"
          aria-label={`Remove ${name}`}
          onClick={() => setAsked("remove")}
        >
          Remove
        </Button>
      </div>
      <RenamePasskey passkey={passkey} open={asked === "name"} onClose={close} />
      <RemovePasskey passkey={passkey} open={asked === "remove"} onClose={close} />
    </li>
  );
}

interface PasskeyDialogProps {
  passkey: Passkey;
  open: boolean;
  onClose: () => void;
}

function RenamePasskey({ passkey, open, onClose }: PasskeyDialogProps) {
  const trpc = useTRPC();
  const queryKey = useSecurityKey();
  const change = useChange({
    ...trpc.account.passkeys.rename.mutationOptions(),
    preview: [
      {
        queryKey,
        apply: (cached, { passkeyId, name }) =>
          withSecurity(cached, (security) => ({
            ...security,
            passkeys: security.passkeys.map((one) =>
              one.passkeyId === passkeyId ? { ...one, name } : one,
            ),
          })),
      },
    ],
    refresh: [queryKey],
    failed: "The passkey was not renamed",
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <NameDialog
      open={open}
      onOpenChange={onClose}
      title="Rename passkey"
      verb="Rename"
      initial={passkey.name ?? ""}
      busy={change.isPending}
      hint="Such as the device that keeps it."
      maxLength={60}
      error={sentenceOf(change.error)}
      onName={(name) => change.mutate({ passkeyId: passkey.passkeyId, name })}
    />
  );
}

function RemovePasskey({ passkey, open, onClose }: PasskeyDialogProps) {
  const trpc = useTRPC();
  const queryKey = useSecurityKey();
  const name = passkey.name ?? "Passkey";
  const change = useChange({
    ...trpc.account.passkeys.remove.mutationOptions(),
    refresh: [queryKey],
    failed: "The passkey was not removed",
    done: `${name} is removed`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <Confirm
      open={open}
      onOpenChange={onClose}
      title={`Remove ${name}?`}
      verb="Remove passkey"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ passkeyId: passkey.passkeyId })}
    >
      It signs you in no more. Delete it on the device, too, or the device goes on offering it.
    </Confirm>
  );
}
