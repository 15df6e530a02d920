import { type Clock, isHomeportError, type Log } from "@homeport/platform";
import { UnrecoverableError } from "bullmq";
import type { JobEvents } from "../events.ts";
import type { HandlerContext } from "./binding.ts";
import { JobCancelled } from "./cancelled.ts";
import type { RunCount } from "./interruptions.ts";

export interface RunDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly events: JobEvents;
  /** Aborts when the process drains. */
  readonly draining: AbortSignal;
}

export interface RunInput {
  readonly name: string;
  readonly id: string;
  readonly maxRunMs: number;
  readonly isScheduled?: boolean;
  /** Aborts when BullMQ's lock on this job is lost. */
  readonly lockLost?: AbortSignal;
  /** Where runs that never report are counted. */
  readonly count?: RunCount;
}

/**
 * Runs one handler with its signal, its time limit and its events. Rejects with what BullMQ should make of it; a run that was
 * cancelled is over.
 */
export async function runJob(
  deps: RunDeps,
  input: RunInput,
  handler: (context: HandlerContext) => Promise<void>,
): Promise<void> {
  const { clock, events } = deps;
  const { isScheduled = false, count } = input;
  let isMine = true;
  const notMine = () => {
    isMine = false;
  };
  const overdue = new AbortController();
  const timer = clock.after(input.maxRunMs, () =>
    overdue.abort(new Error(`The run took longer than ${input.maxRunMs} ms`)),
  );
  const stops = [deps.draining, overdue.signal, ...(input.lockLost ? [input.lockLost] : [])];
  const signal = AbortSignal.any(stops);
  const startedMs = clock.monotonicMs();
  const tookMs = () => Math.round(clock.monotonicMs() - startedMs);
  events.started(input.name, input.id);
  try {
    const log = deps.log.child({ job: input.name, jobId: input.id });
    await untilOverdue(handler({ signal, log, isScheduled, notMine }), overdue.signal);
    events.done(input.name, input.id, tookMs());
    if (isMine) count?.clear();
    else count?.takeBack();
  } catch (error) {
    if (error instanceof JobCancelled) {
      events.cancelled(input.name, input.id, tookMs());
      count?.clear();
      return;
    }
    if (signal.aborted && !overdue.signal.aborted) {
      events.interrupted(input.name, input.id, tookMs(), signal.reason);
      // One that was frozen until its lock was gone has interrupted the work like one that was killed.
      if (deps.draining.aborted) count?.takeBack();
    } else {
      events.failed(input.name, input.id, tookMs(), error);
      count?.clear();
    }
    throw forQueue(error);
  } finally {
    timer.cancel();
  }
}

/** A handler that does not heed its signal is left behind: the job must not hold its slot for ever. */
async function untilOverdue(work: Promise<void>, overdue: AbortSignal): Promise<void> {
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(overdue.reason);
  overdue.addEventListener("abort", leave, { once: true });
  work.catch(() => undefined);
  try {
    await Promise.race([work, left.promise]);
  } finally {
    overdue.removeEventListener("abort", leave);
  }
}

/** Whether another attempt can help is decided by the error's type. */
export function forQueue(error: unknown): unknown {
  if (!isHomeportError(error) || error.retryable) return error;
  const unrecoverable = new UnrecoverableError(`${error.code}: ${error.message}`);
  unrecoverable.cause = error;
  return unrecoverable;
}
