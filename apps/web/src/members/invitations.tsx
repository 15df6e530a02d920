"use client";

import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { useNow } from "../design/clock.tsx";
import { Dialog } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { formatInstant } from "../design/format.ts";
import { MoreButton } from "../design/more-button.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { useMay } from "../shell/viewer.tsx";
import { InvitedLink } from "./invited-link.tsx";
import { roleLabel, strongestRole } from "./member-roles.ts";
import type { InvitationRow } from "./member-types.ts";
import { useInvitations } from "./use-members.ts";

/** Who was asked and has not answered; nothing at all while there is nobody. */
export function Invitations() {
  const query = useInvitations();
  const invitations = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError) {
    return (
      <ErrorCard
        title="The invitations could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (invitations.length === 0) {
    return null;
  }
  return (
    <Panel aria-label="Invitations">
      <PanelHead title="Invitations" note="Asked, and not answered yet." />
      <ul className="divide-y divide-line">
        {invitations.map((invitation) => (
          <InvitationItem key={invitation.invitationId} invitation={invitation} />
        ))}
      </ul>
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Panel>
  );
}

function InvitationItem({ invitation }: { invitation: InvitationRow }) {
  const expired = invitation.expiresAt.getTime() <= useNow(60_000);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
          <span className="wrap-anywhere">{invitation.email}</span>
          <Badge>{roleLabel(invitation.role)}</Badge>
        </p>
        <p className="text-ink-3 text-sm" suppressHydrationWarning>
          Invited by {invitation.invitedBy} ·{" "}
          {expired ? "expired" : `good until ${formatInstant(invitation.expiresAt)}`}
        </p>
      </div>
      {useMay("member.write") && (
        <div className="ml-auto flex items-center gap-2">
          <NewLinkButton invitation={invitation} />
          <CancelButton invitation={invitation} />
        </div>
      )}
    </li>
  );
}

/** Links are kept as hashes alone, so what can be copied again is a new one in the old one's place. */
function NewLinkButton({ invitation }: { invitation: InvitationRow }) {
  const trpc = useTRPC();
  const { email } = invitation;
  const [open, setOpen] = useState(false);
  const invite = useChange({
    ...trpc.members.invite.mutationOptions(),
    failed: "No new link was made",
    onDone: () => setOpen(true),
  });
  const refresh = useRefreshInvitations();
  function close(next: boolean) {
    setOpen(next);
    // Only now: the row that holds this dialog is replaced by that of the new invitation.
    if (!next) {
      refresh();
    }
  }
  return (
    <>
      <Button
        size="sm"
        busy={invite.isPending}
        aria-label={`New link for ${email}`}
        onClick={() => invite.mutate({ email, role: strongestRole([invitation.role]) })}
      >
        New link
      </Button>
      <Dialog
        open={open}
        onOpenChange={close}
        title="A new link"
        note="The one before it is no good any more."
      >
        {invite.data !== undefined && (
          <InvitedLink invited={invite.data} email={email} onClose={() => close(false)} />
        )}
      </Dialog>
    </>
  );
}

function useRefreshInvitations(): () => void {
  const query = useInvitations();
  return () => void query.refetch();
}

function CancelButton({ invitation }: { invitation: InvitationRow }) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.members.cancelInvitation.mutationOptions(),
    refresh: [trpc.members.invitations.pathKey()],
    failed: "The invitation was not taken back",
    done: `The invitation of ${invitation.email} is taken back`,
  });
  return (
    <Button
      size="sm"
      look="danger"
      busy={change.isPending}
      aria-label={`Cancel the invitation of ${invitation.email}`}
      onClick={() => change.mutate({ invitationId: invitation.invitationId })}
    >
      Cancel
    </Button>
  );
}
