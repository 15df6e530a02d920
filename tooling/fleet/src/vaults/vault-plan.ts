import { z } from "zod";

/** What a worker of the scenario `vaults` is told, in one argument. */
export const vaultPlan = z.object({
  worker: z.string(),
  databaseUrl: z.string(),
  redisUrl: z.string(),
  /** Looks of one worker at a time. */
  concurrency: z.int(),
  ttlMs: z.int(),
  sweepEveryMs: z.int(),
  lockMs: z.int(),
  stalledMs: z.int(),
  /** Between two looks that count. */
  checkMs: z.int(),
  /** The planted fault: a worker looks at its lease, and at what it is about to change, before it writes and never again. */
  hasFault: z.boolean(),
});

export type VaultPlan = z.infer<typeof vaultPlan>;
