import type { HostsDeps } from "./context.ts";
import { deleteOldCodes } from "./enrolment/store.ts";
import { deleteOldEvents } from "./event/store.ts";
import { endRetiredKeys } from "./host/key-store.ts";

const eventsKeptDays = 90;
/** Rows a statement deletes at most, so that no sweep holds a lock for long. */
const atOnce = 10_000;

/** Housekeeping: codes a day past their end, events over 90 days, keys whose time is over; answers how many. */
export async function sweepHosts(
  deps: Pick<HostsDeps, "db">,
): Promise<{ codes: number; events: number; keys: number }> {
  const codes = await deps.db.system("hosts.sweep-codes", (tx) => deleteOldCodes(tx));
  const events = await deps.db.system("hosts.sweep-events", (tx) =>
    deleteOldEvents(tx, eventsKeptDays, atOnce),
  );
  const keys = await deps.db.system("hosts.sweep-keys", (tx) => endRetiredKeys(tx));
  return { codes, events, keys };
}
