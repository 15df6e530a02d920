import type { JobsOptions } from "bullmq";
import type { TaskFacts } from "../task/define-task.ts";
import type { WakeFacts } from "../wake/define-wake.ts";

/** How long a failed job is kept, for a person to look at. */
export const keptForMs = 7 * 24 * 3_600_000;

const kept = {
  removeOnComplete: { count: 1_000, age: 3_600 },
  removeOnFail: { count: 5_000, age: keptForMs / 1_000 },
} as const satisfies JobsOptions;

/** Half of each delay is drawn by chance, so that jobs which failed together do not return together. */
const retryJitter = 0.5;

export type TaskJobOptions = Pick<
  JobsOptions,
  "attempts" | "backoff" | "removeOnComplete" | "removeOnFail"
>;

export function taskJobOptions(task: TaskFacts): TaskJobOptions {
  return {
    ...kept,
    attempts: task.attempts,
    backoff: { type: "exponential", delay: task.backoffMs, jitter: retryJitter },
  };
}

/** Under which name at most one job of a key waits. */
export function wakeName(wake: WakeFacts, key: string): string {
  return `${wake.name}:${key}`;
}

/**
 * Wakes coalesce by key: at most one active and one waiting, the waiting one made when the active one ends.
 * The job's own id is left to BullMQ: a kept finished job under an id of ours would swallow the next wake.
 */
export function wakeJobOptions(wake: WakeFacts, key: string, priority: number | null): JobsOptions {
  return {
    ...kept,
    attempts: 1,
    deduplication: { id: wakeName(wake, key), keepLastIfActive: true },
    ...(priority === null ? {} : { priority }),
  };
}
