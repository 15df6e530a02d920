import type { Metadata } from "next";
import { readSignUpRule } from "../../../../data/read-viewer.ts";
import { requestHeaders } from "../../../../data/request.ts";
import { InvitationGone } from "../../../../doors/join/invitation-gone.tsx";
import { JoinAsMember } from "../../../../doors/join/join-as-member.tsx";
import { JoinAsNewcomer } from "../../../../doors/join/join-as-newcomer.tsx";
import { OtherAddress } from "../../../../doors/join/other-address.tsx";
import { SignInToJoin } from "../../../../doors/join/sign-in-to-join.tsx";
import { readHandle } from "../../../../server/handle.ts";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

interface JoinPageProps {
  params: Promise<{ token: string }>;
}

/** Where the link of an invitation leads; what is shown depends on who opens it. */
export default async function JoinPage({ params }: JoinPageProps) {
  const { token } = await params;
  const handle = readHandle();
  const invitation = await handle.readInvitation(token);
  if (invitation === null) {
    return <InvitationGone />;
  }
  const session = await handle.readSession(await requestHeaders());
  const facts = { invitation, token };
  if (session !== null) {
    const theirs = session.email.toLowerCase() === invitation.email.toLowerCase();
    return theirs ? <JoinAsMember {...facts} /> : <OtherAddress {...facts} email={session.email} />;
  }
  if (invitation.hasAccount) {
    return <SignInToJoin {...facts} />;
  }
  const rule = await readSignUpRule();
  return <JoinAsNewcomer {...facts} open={rule?.byInvitation !== false} />;
}
