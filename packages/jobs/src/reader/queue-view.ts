import type { Queue } from "bullmq";

/** How much is in one queue now. */
export interface QueueView {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly done: number;
  /** For how long the oldest of those that wait has been waiting; null when none does. */
  readonly oldestWaitingMs: number | null;
}

export async function viewQueue(queue: Queue, nowMs: number): Promise<QueueView> {
  const [counts, waiting, prioritized] = await Promise.all([
    queue.getJobCounts("waiting", "prioritized", "active", "delayed", "failed", "completed"),
    queue.getJobs(["waiting"], 0, 0, true),
    queue.getJobs(["prioritized"], 0, 0, true),
  ]);
  const count = (state: string) => counts[state] ?? 0;
  const oldest = [...waiting, ...prioritized].map((job) => nowMs - job.timestamp - job.delay);
  return {
    queue: queue.name,
    waiting: count("waiting") + count("prioritized"),
    active: count("active"),
    delayed: count("delayed"),
    failed: count("failed"),
    done: count("completed"),
    oldestWaitingMs: oldest.length === 0 ? null : Math.max(0, ...oldest),
  };
}
