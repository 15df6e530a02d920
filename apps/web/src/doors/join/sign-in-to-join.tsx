import Link from "next/link";
import { Button } from "../../design/button.tsx";
import { paths } from "../../paths.ts";
import { DoorCard } from "../door-card.tsx";
import { InvitationFacts, type JoinProps } from "./invitation-facts.tsx";

/** For who has an account with that address and is not signed in. */
export function SignInToJoin({ invitation, token }: JoinProps) {
  return (
    <DoorCard
      title={`Join ${invitation.organization}`}
      lead="You have an account with this address. Sign in, then you can accept."
    >
      <InvitationFacts invitation={invitation} />
      <Button look="primary" size="lg" className="w-full" asChild>
        <Link href={paths.signIn(paths.join(token))}>Sign in</Link>
      </Button>
    </DoorCard>
  );
}
