import type { HostsDeps } from "./context.ts";
import { deleteOldCodes } from "./enrolment/store.ts";
import { deleteOldEvents } from "./event/store.ts";
import { endRetiredKeys } from "./host/key-store.ts";
import { deleteOldOperations } from "./operation/store.ts";
import { deleteOldMinutes } from "./traffic/store.ts";

const eventsKeptDays = 90;
const trafficKeptDays = 30;
const operationsKeptDays = 90;
/** Rows a statement deletes at most, so that no sweep holds a lock for long. */
const atOnce = 10_000;

/** A busy installation has more than one statement's worth of minutes an hour; the rest waits for the next run. */
const mostPieces = 20;

/**
 * Housekeeping: codes a day past their end, events over 90 days, traffic over 30, keys whose time is over; answers how
 * many.
 */
export async function sweepHosts(
  deps: Pick<HostsDeps, "db">,
): Promise<{ codes: number; events: number; keys: number; minutes: number; operations: number }> {
  const codes = await deps.db.system("hosts.sweep-codes", (tx) => deleteOldCodes(tx));
  const events = await deps.db.system("hosts.sweep-events", (tx) =>
    deleteOldEvents(tx, eventsKeptDays, atOnce),
  );
  const keys = await deps.db.system("hosts.sweep-keys", (tx) => endRetiredKeys(tx));
  const operations = await deps.db.system("hosts.sweep-operations", (tx) =>
    deleteOldOperations(tx, operationsKeptDays, atOnce),
  );
  return { codes, events, keys, operations, minutes: await sweepTraffic(deps) };
}

async function sweepTraffic({ db }: Pick<HostsDeps, "db">): Promise<number> {
  let minutes = 0;
  for (let piece = 0; piece < mostPieces; piece += 1) {
    const gone = await db.system("hosts.sweep-traffic", (tx) =>
      deleteOldMinutes(tx, trafficKeptDays, atOnce),
    );
    minutes += gone;
    if (gone < atOnce) break;
  }
  return minutes;
}
