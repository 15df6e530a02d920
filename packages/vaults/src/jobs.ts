import type { SqlRunner } from "@homeport/db";
import { defineTask, defineWake } from "@homeport/jobs";
import { z } from "zod";
import { selectDueVaults } from "./canonicalize/facts-store.ts";

/**
 * A look at a vault's source; the key is the vault's id. Looks wait for others, they do not compute, so many run at a
 * time. A worker that dies is noticed within its lease.
 */
export function checkVaultsWake(sweepEveryMs = 1_000) {
  return defineWake<SqlRunner>({
    name: "vaults.check",
    queue: "vaults-check",
    concurrency: 50,
    lockMs: 8_000,
    stalledMs: 4_000,
    maxRunMs: 120_000,
    sweepEveryMs,
    due: selectDueVaults,
  });
}

/** Ends proposals whose time is over, and deltas that were retained for as long as this installation retains. */
export const expireVaultsTask = defineTask({
  name: "vaults.expire",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 60_000 },
});

/** Folds every vault from its creation, and compares what comes out with what is stored. */
export const verifyVaultsTask = defineTask({
  name: "vaults.verify",
  queue: "upkeep",
  payload: z.object({}),
  maxRunMs: 3_600_000,
  schedule: { everyMs: 86_400_000 },
});

/** Deletes events and discarded deltas that were kept for long enough. Acknowledgements stay for ever. */
export const vaultsRetentionTask = defineTask({
  name: "vaults.retention",
  queue: "upkeep",
  payload: z.object({}),
  schedule: { everyMs: 86_400_000 },
});
