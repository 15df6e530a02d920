import Link from "next/link";
import { Button } from "../../design/button.tsx";
import { paths } from "../../paths.ts";
import { DoorCard } from "../door-card.tsx";

export function InvitationGone() {
  return (
    <DoorCard
      title="This invitation is no good"
      lead="It was accepted, taken back, or replaced by a newer one, or its seven days are over. Ask whoever sent it for a new link."
    >
      <Button look="primary" size="lg" className="w-full" asChild>
        <Link href={paths.overview()}>Go to the overview</Link>
      </Button>
    </DoorCard>
  );
}
