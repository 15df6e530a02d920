import type { InvitationView } from "@homeport/auth";
import { Fact, Facts } from "../../design/facts.tsx";
import { roleLabel } from "../../members/member-roles.ts";

export interface JoinProps {
  invitation: InvitationView;
  token: string;
}

/** Who invites whom to what. */
export function InvitationFacts({ invitation }: { invitation: InvitationView }) {
  return (
    <div className="-mx-4 mb-5 sm:-mx-5">
      <Facts>
        <Fact name="Invited by">{invitation.invitedBy}</Fact>
        <Fact name="For">{invitation.email}</Fact>
        <Fact name="As">{roleLabel(invitation.role)}</Fact>
      </Facts>
    </div>
  );
}
