"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useMay } from "../shell/viewer.tsx";
import { Invitations } from "./invitations.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberItem } from "./member-item.tsx";
import { useInvitations, useMembers } from "./use-members.ts";

export function MembersPage() {
  const mayWrite = useMay("member.write");
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <PageHead
        title="Members"
        lead="Who belongs to this organization, and what each may do."
        actions={
          mayWrite && (
            <Button look="primary" onClick={() => setInviting(true)}>
              <UserPlus aria-hidden="true" /> Invite
            </Button>
          )
        }
      />
      <PageBody>
        <Members />
        <Invitations />
        {mayWrite && <Alone onInvite={() => setInviting(true)} />}
      </PageBody>
      <InviteDialog open={inviting} onOpenChange={setInviting} />
    </>
  );
}

function Members() {
  const query = useMembers();
  const members = query.data?.pages.flatMap((page) => page.items);
  return (
    <Panel aria-label="Members">
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The members could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {members === undefined && !query.isError && <SkeletonRows rows={3} />}
      {members !== undefined && (
        <ul className="divide-y divide-line">
          {members.map((member) => (
            <MemberItem key={member.memberId} member={member} />
          ))}
        </ul>
      )}
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Panel>
  );
}

/** What the page says while nobody else is here and nobody is asked. */
function Alone({ onInvite }: { onInvite: () => void }) {
  const members = useMembers().data?.pages[0]?.items;
  const invitations = useInvitations().data?.pages[0]?.items;
  if (members?.length !== 1 || invitations?.length !== 0) {
    return null;
  }
  return (
    <Panel>
      <PanelHead title="Only you" />
      <Empty
        icon={UserPlus}
        title="Invite someone"
        className="py-8 sm:py-10"
        action={<Button onClick={onInvite}>Invite</Button>}
      >
        Members see apps and hosts and open what is shared with them. Admins run them with you.
      </Empty>
    </Panel>
  );
}
