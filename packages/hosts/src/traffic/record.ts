import type { HostsDeps } from "../context.ts";
import { addMinutes, type TrafficMinute } from "./store.ts";

/** Adds what a relay counted to the minutes of the whole fleet. Throws OUTCOME_UNKNOWN when that may have happened. */
export async function recordTraffic(
  deps: Pick<HostsDeps, "db">,
  minutes: readonly TrafficMinute[],
): Promise<void> {
  if (minutes.length === 0) return;
  await deps.db.system("traffic.record", (tx) => addMinutes(tx, minutes));
}
