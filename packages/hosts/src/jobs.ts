import { defineTask } from "@homeport/jobs";
import { z } from "zod";

/** Sets presence right where a report was lost: twice a minute is how long the console may show a wrong state. */
export const reconcilePresenceTask = defineTask({
  name: "hosts.reconcile-presence",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 30_000 },
});

/** Deletes codes, events and traffic that nobody needs any more. */
export const sweepHostsTask = defineTask({
  name: "hosts.sweep",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});

/** Stops apps that nobody visits, and starts those that are always on. */
export const stopIdleTask = defineTask({
  name: "hosts.stop-idle",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 30_000 },
});

/** Ends operations of which no host speaks any more. */
export const expireOperationsTask = defineTask({
  name: "hosts.expire-operations",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 30_000 },
});
