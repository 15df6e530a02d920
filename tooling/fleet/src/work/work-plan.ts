import { z } from "zod";

/** What a worker of the scenario `work` is told, in one argument. */
export const workPlan = z.object({
  worker: z.string(),
  databaseUrl: z.string(),
  redisUrl: z.string(),
  /** Runs of one worker at a time. */
  concurrency: z.int(),
  ttlMs: z.int(),
  sweepEveryMs: z.int(),
  lockMs: z.int(),
  stalledMs: z.int(),
  /** The planted fault: a queue of its own, and a look at the lease in place of its proof. */
  hasFault: z.boolean(),
});

export type WorkPlan = z.infer<typeof workPlan>;
