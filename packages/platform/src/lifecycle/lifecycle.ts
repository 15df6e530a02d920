import type { Clock } from "../clock/clock.ts";
import type { Log } from "../log/create-log.ts";
import type { Metrics } from "../metrics/create-metrics.ts";
import { createLifecycleEvents } from "./events.ts";

export type LifecycleState = "starting" | "ready" | "draining" | "stopped";

/** Work at the end of a process. The signal aborts when the drain deadline has passed. */
export type DrainStep = (signal: AbortSignal) => void | Promise<void>;

/**
 * The life of one process: starting → ready → draining → stopped.
 *
 * - starting: resources open; the ops listener answers "alive, not ready". `markReady` moves on.
 * - ready: everything is served.
 * - draining: entered once by `drain`, from a signal, a vanished parent or a fatal error, also out of
 *   starting. `onDrain` steps run at once (say goodbye, claim no more work) while requests are still
 *   served; after the drain delay `onFinish` steps close listeners and wait for what is in flight,
 *   until the drain deadline aborts their signal; then everything given to `use` closes in reverse.
 * - stopped: nothing is open.
 */
export interface Lifecycle {
  readonly state: LifecycleState;
  /** True from the moment that draining begins: answers carry `Connection: close`. */
  readonly isDraining: boolean;
  /** Aborts when draining begins. */
  readonly draining: AbortSignal;
  markReady(): void;
  /** Hands over a resource, to be closed after all that were handed over later. */
  use<R extends AsyncDisposable | Disposable>(resource: R): R;
  /** Runs when draining begins, while requests are still served. */
  onDrain(name: string, step: DrainStep): void;
  /** Runs after the drain delay: close listeners, then wait for what is in flight. */
  onFinish(name: string, step: DrainStep): void;
  /** Starts draining, or joins it; resolves with true when every step ended within its deadline. */
  drain(reason: string, limits?: DrainLimits): Promise<boolean>;
  onState(listener: (state: LifecycleState) => void): void;
}

export interface DrainLimits {
  /** How long to keep serving while balancers notice, in ms. */
  delayMs?: number;
  /** How long work may take after the delay, in ms. */
  deadlineMs?: number;
}

export interface LifecycleOptions extends DrainLimits {
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

const defaultDelayMs = 5_000;
const defaultDeadlineMs = 20_000;
/** How long one resource may take to close once everything in flight is done. */
const closeMs = 3_000;

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { clock, log } = options;
  const events = createLifecycleEvents(options);
  const resources: (AsyncDisposable | Disposable)[] = [];
  const drainSteps: [string, DrainStep][] = [];
  const finishSteps: [string, DrainStep][] = [];
  const listeners: ((state: LifecycleState) => void)[] = [];
  const draining = new AbortController();
  let state: LifecycleState = "starting";
  let drained: Promise<boolean> | undefined;

  function enter(next: LifecycleState) {
    state = next;
    for (const listener of listeners) listener(next);
  }

  async function runDrain(reason: string, limits: DrainLimits): Promise<boolean> {
    const startedMs = clock.monotonicMs();
    const delayMs = limits.delayMs ?? options.delayMs ?? defaultDelayMs;
    const deadlineMs = limits.deadlineMs ?? options.deadlineMs ?? defaultDeadlineMs;
    const wasReady = state === "ready";
    enter("draining");
    events.draining({ reason, delayMs, deadlineMs });
    draining.abort(new Error(`This process is stopping: ${reason}`));
    const deadline = new AbortController();
    const early = runSteps(drainSteps, deadline.signal, log);
    // A process that never served has no balancer to wait for.
    if (wasReady) await clock.sleep(delayMs);
    const late = runSteps(finishSteps, deadline.signal, log);
    const inTime = await within(clock, deadlineMs, Promise.all([early, late]));
    if (!inTime) deadline.abort(new Error("The drain deadline has passed"));
    const closed = await closeAll(resources, clock, log);
    enter("stopped");
    const complete = inTime && closed;
    events.stopped({ reason, complete, tookMs: Math.round(clock.monotonicMs() - startedMs) });
    return complete;
  }

  return {
    get state() {
      return state;
    },
    get isDraining() {
      return draining.signal.aborted;
    },
    draining: draining.signal,
    markReady() {
      if (state !== "starting") return;
      enter("ready");
      events.ready();
    },
    use(resource) {
      resources.push(resource);
      return resource;
    },
    onDrain: (name, step) => void drainSteps.push([name, step]),
    onFinish: (name, step) => void finishSteps.push([name, step]),
    drain(reason, limits = {}) {
      drained ??= runDrain(reason, limits);
      return drained;
    },
    onState: (listener) => void listeners.push(listener),
  };
}

/** A failed step is reported and stops no other: the process ends either way. */
async function runSteps(
  steps: readonly [string, DrainStep][],
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  await Promise.all(
    steps.map(async ([step, run]) => {
      try {
        await run(signal);
      } catch (error) {
        log.error({ step, err: error }, "replica.drain-step-failed");
      }
    }),
  );
}

async function closeAll(
  resources: readonly (AsyncDisposable | Disposable)[],
  clock: Clock,
  log: Log,
): Promise<boolean> {
  let complete = true;
  for (const resource of resources.toReversed()) {
    try {
      const closed = await within(clock, closeMs, close(resource));
      if (!closed) throw new Error("A resource did not close in time");
    } catch (error) {
      complete = false;
      log.error({ err: error }, "replica.close-failed");
    }
  }
  return complete;
}

async function close(resource: AsyncDisposable | Disposable): Promise<void> {
  if (Symbol.asyncDispose in resource) await resource[Symbol.asyncDispose]();
  else resource[Symbol.dispose]();
}

/** True when the work ended in time; its rejection passes through. */
async function within(clock: Clock, limitMs: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const late = clock.sleep(limitMs, timer.signal).then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    timer.abort();
  }
}
