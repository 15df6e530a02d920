"use client";

import { sentenceOf } from "../data/failure.ts";
import { useTRPC, useTRPCClient } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { NameDialog } from "../design/name-dialog.tsx";
import { makePasskey } from "../doors/passkey.ts";
import { useSecurityKey } from "./use-security.ts";

export interface AddPasskeyProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Names a passkey, lets the browser make it, and keeps it. */
export function AddPasskey({ open, onOpenChange }: AddPasskeyProps) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const change = useChange<unknown, string>({
    mutationKey: trpc.account.passkeys.add.mutationKey(),
    mutationFn: async (name) => {
      const options = await client.account.passkeys.begin.mutate();
      const response = await makePasskey(options);
      return await client.account.passkeys.add.mutate({ name, response });
    },
    refresh: [useSecurityKey()],
    failed: "The passkey was not added",
    done: (_added, name) => `${name} signs you in from now on`,
    onFailed: () => true,
    onDone: () => onOpenChange(false),
  });
  return (
    <NameDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add a passkey"
      note="Your browser then asks where to keep it: on this device, on a phone, or on a security key."
      verb="Continue"
      initial=""
      busy={change.isPending}
      hint="Such as the device that keeps it."
      maxLength={60}
      error={sentenceOf(change.error)}
      onName={(name) => change.mutate(name)}
    />
  );
}
