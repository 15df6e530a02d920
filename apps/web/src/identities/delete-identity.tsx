"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { formatCount } from "../design/format.ts";
import { tellApplied } from "./applied-words.ts";
import { shownName } from "./identity-row.tsx";
import type { Identity } from "./identity-types.ts";
import { useIdentityKeys } from "./use-identity-keys.ts";

export interface DeleteIdentityProps {
  identity: Identity;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function DeleteIdentity({ identity, open, onOpenChange }: DeleteIdentityProps) {
  const trpc = useTRPC();
  const { refresh } = useIdentityKeys();
  const { identityId, appCount } = identity;
  const change = useChange({
    ...trpc.identities.delete.mutationOptions(),
    refresh,
    failed: "The identity was not deleted",
    done: ({ applied }) => tellApplied(`${shownName(identity)} is deleted`, applied),
    onFailed: () => true,
    onDone: () => onOpenChange(false),
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete ${shownName(identity)}?`}
      note="Its key goes with it and cannot be brought back."
    >
      {appCount > 0 && (
        <p className="text-ink-2 text-sm">
          {formatCount(appCount, "app")} that {appCount === 1 ? "uses" : "use"} it will know you by
          the default identity.
        </p>
      )}
      {change.isError && (
        <ErrorCard className="mt-4" title="The identity was not deleted" error={change.error} />
      )}
      <Actions>
        <Button onClick={() => onOpenChange(false)}>Keep it</Button>
        <Button
          look="destroy"
          busy={change.isPending}
          onClick={() => change.mutate({ identityId })}
        >
          Delete identity
        </Button>
      </Actions>
    </Dialog>
  );
}
