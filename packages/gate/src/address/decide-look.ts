import type { RecordFinding } from "./proof.ts";
import type { Claim, Look } from "./store.ts";

/** Who looks: somebody who asked, or the schedule, whose looks alone count as misses since they lie a day apart. */
export type LookedBy = "person" | "schedule";

/** Scheduled looks in a row that find no record before a hostname is lost. */
const missesToLose = 2;

const dayMs = 86_400_000;
/** DNS that cannot say is asked again soon. */
const troubleMs = 3_600_000;

/** What follows from a look for the claim itself; whether another app holds the hostname is not asked here. Pure. */
export function decideLook(
  claim: Pick<Claim, "is_verified" | "missed">,
  finding: RecordFinding,
  by: LookedBy,
): Look {
  if (finding === "trouble") {
    return { finding, missed: claim.missed, nextLookMs: troubleMs, serving: "as-before" };
  }
  if (finding === "found") {
    const serving = claim.is_verified ? "as-before" : "begun";
    return { finding, missed: 0, nextLookMs: dayMs, serving };
  }
  const counts = claim.is_verified && by === "schedule";
  const missed = counts ? claim.missed + 1 : claim.missed;
  const isLost = claim.is_verified && missed >= missesToLose;
  return {
    finding,
    missed: isLost ? 0 : missed,
    nextLookMs: dayMs,
    serving: isLost ? "lost" : "as-before",
  };
}

/** What is kept of a hostname whose record is gone while another app's stands there. */
export const lostTo: Look = {
  finding: "different",
  missed: 0,
  nextLookMs: dayMs,
  serving: "lost",
};
