import { SignOutButton } from "../../settings/sign-out-button.tsx";
import { DoorCard } from "../door-card.tsx";
import { InvitationFacts, type JoinProps } from "./invitation-facts.tsx";

/** For who is signed in as somebody else than the invitation is for. */
export function OtherAddress({ invitation, email }: JoinProps & { email: string }) {
  return (
    <DoorCard
      title="This invitation is for another address"
      lead={
        <>
          You are signed in as <strong className="wrap-anywhere text-ink">{email}</strong>. Sign
          out, then open the link again.
        </>
      }
    >
      <InvitationFacts invitation={invitation} />
      <SignOutButton />
    </DoorCard>
  );
}
