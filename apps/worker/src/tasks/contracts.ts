import { defineTask } from "@homeport/jobs";
import { z } from "zod";

/** Deletes ended sign-ins, verifications and codes. Their end holds without it. */
export const sweepAuthTask = defineTask({
  name: "auth.sweep",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 3_600_000 },
});

/** Seals rows of the previous root secret under the current one, while there are two. */
export const rewrapSecretTask = defineTask({
  name: "secret.rewrap",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 60_000 },
});

/** Applies migrations that waited until no older replica is live. */
export const applyContractsTask = defineTask({
  name: "schema.contract",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 300_000 },
});

/** Deletes ended key sessions and challenges, old rows of the change log, and replicas that are long gone. */
export const sweepFleetTask = defineTask({
  name: "fleet.sweep",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 60_000 },
});
