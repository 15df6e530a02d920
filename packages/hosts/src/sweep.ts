import type { HostsDeps } from "./context.ts";
import { deleteOldCodes } from "./enrolment/store.ts";
import { deleteOldEvents } from "./event/store.ts";

const eventsKeptDays = 90;
/** Rows a statement deletes at most, so that no sweep holds a lock for long. */
const atOnce = 10_000;

/** Housekeeping: codes a day past their end, and events over 90 days; answers how many rows went. */
export async function sweepHosts(
  deps: Pick<HostsDeps, "db">,
): Promise<{ codes: number; events: number }> {
  const codes = await deps.db.system("hosts.sweep-codes", (tx) => deleteOldCodes(tx));
  const events = await deps.db.system("hosts.sweep-events", (tx) =>
    deleteOldEvents(tx, eventsKeptDays, atOnce),
  );
  return { codes, events };
}
