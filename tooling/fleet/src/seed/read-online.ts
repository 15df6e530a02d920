import type { Seeder } from "./seeder.ts";

/** Which hosts the console's list shows online, and since when. */
export interface OnlineReading {
  readonly sinceMs: ReadonlyMap<string, number | null>;
  /** Hosts that were shown otherwise in between, or are now: the moment since when it is so moves with every turn. */
  turned(later: OnlineReading): string[];
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
