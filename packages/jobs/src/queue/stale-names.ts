import type { Queue } from "bullmq";
import type { WakeFacts } from "../wake/define-wake.ts";
import { wakeName } from "./job-options.ts";

/** A key whose job is served before those of higher numbers. */
export interface UrgentKey {
  readonly key: string;
  readonly priority: number;
}

const unfinished = ["wait", "prioritized", "delayed", "active"] as const;

/**
 * Frees the names of keys whose job is in no list any more, and answers those keys. BullMQ frees a name itself whose job
 * has left no trace; where the job is known still and only its place in a list was lost, as in a Redis that evicts, it takes
 * the job for one that waits.
 */
export async function findStale<Key extends string | UrgentKey>(
  queue: Queue,
  wake: WakeFacts,
  keys: readonly Key[],
): Promise<readonly Key[]> {
  const counts = await queue.getJobCounts(...unfinished);
  const held = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (held >= keys.length) return [];
  const freed = await Promise.all(keys.map((key) => freeName(queue, wake, key)));
  return keys.filter((_key, at) => freed[at]);
}

/** A job that ends meanwhile takes its name along: then there is nothing to free, and one wake too many wakes nobody. */
async function freeName(queue: Queue, wake: WakeFacts, key: string | UrgentKey): Promise<boolean> {
  const name = wakeName(wake, typeof key === "string" ? key : key.key);
  const jobId = await queue.getDeduplicationJobId(name);
  if (jobId === null || (await queue.getJobState(jobId)) !== "unknown") return false;
  await queue.remove(jobId);
  return true;
}
