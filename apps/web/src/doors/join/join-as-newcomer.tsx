import { Notice } from "../../design/notice.tsx";
import { paths } from "../../paths.ts";
import { DoorCard } from "../door-card.tsx";
import { SignUpForm } from "../sign-up-form.tsx";
import { InvitationFacts, type JoinProps } from "./invitation-facts.tsx";

/** For who has no account yet: one form makes it and accepts. */
export function JoinAsNewcomer({ invitation, token, open }: JoinProps & { open: boolean }) {
  return (
    <DoorCard
      title={`Join ${invitation.organization}`}
      lead="Make an account for this address; with it you are a member."
    >
      <InvitationFacts invitation={invitation} />
      {open ? (
        <SignUpForm
          next={paths.overview()}
          needsSetupCode={false}
          invitation={{ token, email: invitation.email }}
          verb="Create account and join"
        />
      ) : (
        <Notice tone="warn" title="No new accounts are made here">
          Sign-up is closed on this Homeport. Ask whoever invited you.
        </Notice>
      )}
    </DoorCard>
  );
}
