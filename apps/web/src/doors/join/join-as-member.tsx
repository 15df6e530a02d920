"use client";

import { readFailure } from "../../data/failure.ts";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../design/button.tsx";
import { paths } from "../../paths.ts";
import { DoorCard } from "../door-card.tsx";
import { DoorFailure } from "../door-failure.tsx";
import { InvitationFacts, type JoinProps } from "./invitation-facts.tsx";

/** For whom the invitation is: a press accepts it. */
export function JoinAsMember({ invitation, token }: JoinProps) {
  const trpc = useTRPC();
  const accept = useChange({
    ...trpc.members.acceptInvitation.mutationOptions(),
    failed: "You have not joined",
    onFailed: () => true,
    // What they may do has changed, so the whole page is loaded anew.
    onDone: () => window.location.assign(paths.overview()),
  });
  return (
    <DoorCard
      title={`Join ${invitation.organization}?`}
      lead="You are signed in with the address that this is for."
    >
      <InvitationFacts invitation={invitation} />
      <DoorFailure
        title="You have not joined"
        failure={accept.isError ? readFailure(accept.error) : null}
      />
      <Button
        look="primary"
        size="lg"
        className="mt-4 w-full"
        busy={accept.isPending || accept.isSuccess}
        onClick={() => accept.mutate({ token })}
      >
        Join {invitation.organization}
      </Button>
    </DoorCard>
  );
}
