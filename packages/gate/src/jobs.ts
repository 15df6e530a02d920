import { defineTask } from "@homeport/jobs";
import { z } from "zod";

/** Deletes ended tickets, app sessions and share links, whose end holds without it, and old counts of decisions. */
export const sweepGateTask = defineTask({
  name: "gate.sweep",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 300_000 },
});

/** Looks at the DNS records of custom hostnames. Hourly, while each hostname is due once a day: a run that was cut short goes on in the next. */
export const verifyAddressesTask = defineTask({
  name: "gate.verify-addresses",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});
