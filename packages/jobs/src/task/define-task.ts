import type { ZodType } from "zod";

/** When a task runs by itself: at a fixed distance, or at the times of a cron pattern. */
export type TaskSchedule =
  | { readonly everyMs: number }
  | { readonly pattern: string; readonly tz: string };

/** Idempotent upkeep whose loss costs only time. Data alone: handlers are bound in the worker. */
export interface Task<P> {
  readonly kind: "task";
  readonly name: string;
  readonly queue: string;
  /** A payload carries keys and ids, at most 4 KiB; the handler reads the database again. */
  readonly payload: ZodType<P>;
  /** Runs in all, the first included. */
  readonly attempts: number;
  /** Delay before the second run; doubled each time, with jitter. */
  readonly backoffMs: number;
  /** Abort signal after this long. */
  readonly maxRunMs: number;
  readonly schedule?: TaskSchedule;
  /** What a scheduled run is given. */
  readonly scheduledPayload?: P;
}

export interface TaskInput<P> {
  readonly name: string;
  readonly queue: string;
  readonly payload: ZodType<P>;
  readonly attempts?: number;
  readonly backoffMs?: number;
  readonly maxRunMs?: number;
  readonly schedule?: TaskSchedule;
  readonly scheduledPayload?: P;
}

/** Completes a task contract with the usual attempts (3, from 2 s) and run time (5 min). */
export function defineTask<P>(input: TaskInput<P>): Task<P> {
  return { kind: "task", attempts: 3, backoffMs: 2_000, maxRunMs: 300_000, ...input };
}
