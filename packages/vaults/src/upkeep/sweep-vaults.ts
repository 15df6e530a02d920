import type { VaultsDeps } from "../context.ts";
import { deleteOldEvents } from "../event/store.ts";
import { countWaiting, deleteDiscarded } from "./store.ts";

/** A discarded delta can be looked at for as long. */
const discardedKeptMs = 30 * 86_400_000;
const atATime = 5_000;

/** Deletes events and discarded deltas that were kept for long enough. Acknowledgements, and each first event, stay. */
export async function sweepVaults(
  { db }: Pick<VaultsDeps, "db">,
  { eventsKeptMs, signal }: { readonly eventsKeptMs: number; readonly signal: AbortSignal },
): Promise<{ readonly events: number; readonly deltas: number }> {
  const swept = { events: 0, deltas: 0 };
  for (let last = atATime; last === atATime && !signal.aborted; swept.events += last) {
    last = await deleteOldEvents(db.sql, { keptMs: eventsKeptMs, limit: atATime });
  }
  for (let last = atATime; last === atATime && !signal.aborted; swept.deltas += last) {
    last = await deleteDiscarded(db.sql, { keptMs: discardedKeptMs, limit: atATime });
  }
  return swept;
}

/** Says how much waits, in the metrics. */
export async function countVaults({ db, events }: Pick<VaultsDeps, "db" | "events">) {
  events.counted(await countWaiting(db.sql));
}
