import { defineTask } from "@homeport/jobs";
import { z } from "zod";

/** Deletes ended tickets and app sessions. Their end holds without it. */
export const sweepGateTask = defineTask({
  name: "gate.sweep",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 300_000 },
});
