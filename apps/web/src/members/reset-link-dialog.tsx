"use client";

import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Actions, Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { formatInstant } from "../design/format.ts";
import type { MemberDialogProps } from "./remove-member.tsx";
import { ShownLink } from "./shown-link.tsx";

export function ResetLinkDialog({ member, open, onOpenChange }: MemberDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`A new password for ${member.name}`}
      note="A link by which they choose one, good for an hour and once. Whoever opens it gets into the account, so hand it to them alone. It ends all their sessions."
    >
      <ResetLinkForm {...{ member, open, onOpenChange }} />
    </Dialog>
  );
}

function ResetLinkForm({ member, onOpenChange }: MemberDialogProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.members.createResetLink.mutationOptions(),
    failed: "No link was made",
    onFailed: () => true,
  });
  if (change.data !== undefined) {
    return (
      <>
        <ShownLink link={change.data.link} what="the link for a new password" />
        <p className="mt-2 text-ink-3 text-sm">
          Good until {formatInstant(change.data.expiresAt)}.
        </p>
        <Actions>
          <Button look="primary" onClick={() => onOpenChange(false)}>
            Done
          </Button>
        </Actions>
      </>
    );
  }
  return (
    <>
      {change.isError && <ErrorCard title="No link was made" error={change.error} />}
      <Actions>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button
          look="primary"
          busy={change.isPending}
          onClick={() => change.mutate({ userId: member.userId })}
        >
          Make the link
        </Button>
      </Actions>
    </>
  );
}
