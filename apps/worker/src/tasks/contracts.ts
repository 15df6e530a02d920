import { defineTask } from "@homeport/jobs";
import { z } from "zod";

/** Deletes ended sign-ins, verifications and codes. Their end holds without it. */
export const sweepAuthTask = defineTask({
  name: "auth.sweep",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});

/** Deletes ended key sessions and challenges, old rows of the change log, and replicas that are long gone. */
export const sweepFleetTask = defineTask({
  name: "fleet.sweep",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 60_000 },
});
