"use client";

import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import type { SecurityDialogProps } from "./turn-off-authenticator.tsx";
import { useSecurityKey } from "./use-security.ts";

export function RenewBackupCodes({ open, onClose }: SecurityDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title="New backup codes"
      note="The codes that you have now are worth nothing afterwards, and you are signed out everywhere else."
    >
      <Renewal onClose={onClose} />
    </Dialog>
  );
}

function Renewal({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const change = useChange({
    ...trpc.account.twoFactor.renewBackupCodes.mutationOptions(),
    refresh: [useSecurityKey(), trpc.account.sessions.pathKey()],
    failed: "No new codes were made",
    onFailed: () => true,
    onDone: ({ backupCodes }) => setCodes(backupCodes),
  });
  if (codes !== null) {
    return <BackupCodes codes={codes} onDone={onClose} />;
  }
  return (
    <>
      {change.isError && <ErrorCard title="No new codes were made" error={change.error} />}
      <Actions>
        <Button onClick={onClose}>Keep the old ones</Button>
        <Button look="primary" busy={change.isPending} onClick={() => change.mutate()}>
          Make new codes
        </Button>
      </Actions>
    </>
  );
}
