import type { GateDeps } from "../context.ts";
import { changeKey } from "./named.ts";
import { countRelays } from "./store.ts";

/** How far a change has come: how many of the live relays decide by it. */
export interface Applied {
  readonly relays: number;
  readonly of: number;
}

/** Under this name a relay's row of the registry tells its last reads of the snapshot. */
export const snapshotVitals = "snapshotReads";

export const appliedLimits = { waitMs: 1_000, lookEveryMs: 25 } as const;

/**
 * Waits until every live relay has read what was changed, for a second at most: then the very next request shows
 * it, at whichever relay it arrives. The change stands already, so nothing here fails it: a store that cannot say
 * leaves the last count. Call it after the commit.
 */
export async function whenApplied(
  deps: Pick<GateDeps, "db" | "clock">,
  topic: "app.gate" | "identity",
  key: string,
  limits: { readonly waitMs: number; readonly lookEveryMs: number } = appliedLimits,
): Promise<Applied> {
  const { db, clock } = deps;
  const untilMs = clock.monotonicMs() + limits.waitMs;
  const change = { topic, key, spelled: changeKey(topic, key) };
  let last: Applied = { relays: 0, of: 0 };
  for (;;) {
    const counted = await countRelays(db.sql, change).catch(() => null);
    if (counted === null) return last;
    last = counted;
    if (last.relays >= last.of || clock.monotonicMs() >= untilMs) return last;
    await clock.sleep(limits.lookEveryMs);
  }
}
