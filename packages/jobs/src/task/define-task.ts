import type { ZodType } from "zod";

/** When a task runs by itself: at a fixed distance, or at the times of a cron pattern in a time zone. */
export type TaskSchedule =
  | { readonly everyMs: number }
  | { readonly pattern: string; readonly tz: string };

/** What can be known of a task without its payload's type. */
export interface TaskFacts {
  readonly kind: "task";
  readonly name: string;
  readonly queue: string;
  /** Runs in all, the first included. */
  readonly attempts: number;
  /** Delay before the second run; doubled each time, with jitter. */
  readonly backoffMs: number;
  /** A run is given up on after this long. */
  readonly maxRunMs: number;
  readonly schedule: TaskSchedule | null;
}

/** Idempotent upkeep whose loss costs only time. Data alone: the worker binds the handler. */
export interface Task<P> extends TaskFacts {
  /** A payload carries keys and ids, at most 4 KiB; the handler reads the database again. */
  readonly payload: ZodType<P>;
}

export interface TaskInput<P> {
  readonly name: string;
  readonly queue: string;
  readonly payload: ZodType<P>;
  readonly attempts?: number;
  readonly backoffMs?: number;
  readonly maxRunMs?: number;
  /** A scheduled run gets the payload `{}`. */
  readonly schedule?: TaskSchedule;
}

/** Completes a task contract with the usual attempts (3, from 2 s) and run time (5 min). */
export function defineTask<P>(input: TaskInput<P>): Task<P> {
  return {
    kind: "task",
    attempts: 3,
    backoffMs: 2_000,
    maxRunMs: 300_000,
    ...input,
    schedule: input.schedule ?? null,
  };
}
