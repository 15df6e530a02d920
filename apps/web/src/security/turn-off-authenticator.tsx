"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Confirm } from "../design/confirm.tsx";
import { useSecurityKey } from "./use-security.ts";

export interface SecurityDialogProps {
  open: boolean;
  onClose: () => void;
}

export function TurnOffAuthenticator({ open, onClose }: SecurityDialogProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.account.twoFactor.disable.mutationOptions(),
    refresh: [useSecurityKey(), trpc.account.sessions.pathKey()],
    failed: "The app was not turned off",
    done: "The authenticator app is off",
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <Confirm
      open={open}
      onOpenChange={onClose}
      title="Turn the authenticator app off?"
      verb="Turn off"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
    >
      A password alone signs you in again, and the backup codes are worth nothing. You are signed
      out everywhere else.
    </Confirm>
  );
}
