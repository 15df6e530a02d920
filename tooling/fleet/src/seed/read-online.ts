import { waitFor } from "@homeport/testkit";
import type { Seeder } from "./seeder.ts";

/** What a relay reports of a new tunnel is written a moment later. */
const listedWithinMs = 10_000;

/** Which hosts the console's list shows online, and since when. */
export interface OnlineReading {
  readonly sinceMs: ReadonlyMap<string, number | null>;
  /** Hosts that were shown otherwise in between, or are now: the moment since when it is so moves with every turn. */
  turned(later: OnlineReading): string[];
}

/** Waits until every host is listed as online, and remembers that. */
export async function awaitOnline(seeder: Pick<Seeder, "listed">): Promise<OnlineReading> {
  return await waitFor(
    async () => {
      const reading = await readOnline(seeder);
      return [...reading.sinceMs.values()].every((ms) => ms !== null) && reading;
    },
    { deadlineMs: listedWithinMs, what: "every host listed as online" },
  );
}

export async function readOnline(seeder: Pick<Seeder, "listed">): Promise<OnlineReading> {
  const sinceMs = new Map<string, number | null>();
  for (const { hostId, online, since } of await seeder.listed()) {
    sinceMs.set(hostId, online ? (since?.getTime() ?? null) : null);
  }
  return {
    sinceMs,
    turned: (later) =>
      [...sinceMs].filter(([hostId, ms]) => later.sinceMs.get(hostId) !== ms).map(([id]) => id),
  };
}
