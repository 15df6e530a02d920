import type { GateDeps } from "../context.ts";
import { deleteOldCounts } from "../decisions/store.ts";
import { deleteEndedAppSessions, deleteEndedLinks, deleteEndedTickets } from "./store.ts";

const countsKeptDays = 30;
/** Rows a statement deletes at most, so that no sweep holds a lock for long. */
const atOnce = 10_000;
/** A busy installation has more than one statement's worth of counts; the rest waits for the next run. */
const mostPieces = 20;

/** How many rows of each kind were deleted. */
export type SweptGate = {
  readonly tickets: number;
  readonly appSessions: number;
  readonly links: number;
  readonly counts: number;
};

/** Deletes what has ended; each statement states its condition again, so any number may run at once. */
export async function sweepGate(deps: Pick<GateDeps, "db">): Promise<SweptGate> {
  const ended = await deps.db.system("gate.sweep", async (tx) => ({
    tickets: await deleteEndedTickets(tx),
    appSessions: await deleteEndedAppSessions(tx),
    links: await deleteEndedLinks(tx),
  }));
  return { ...ended, counts: await sweepCounts(deps) };
}

async function sweepCounts({ db }: Pick<GateDeps, "db">): Promise<number> {
  let counts = 0;
  for (let piece = 0; piece < mostPieces; piece += 1) {
    const gone = await db.system("gate.sweep-counts", (tx) =>
      deleteOldCounts(tx, countsKeptDays, atOnce),
    );
    counts += gone;
    if (gone < atOnce) break;
  }
  return counts;
}
