import type { Clock } from "@homeport/platform";

export interface WithinOptions {
  readonly clock: Pick<Clock, "after">;
  readonly mostMs: number;
  /** What it rejects with when the time is over. */
  readonly late: () => Error;
  /** Ends it before, with this signal's reason. */
  readonly stop?: AbortSignal;
}

/**
 * Settles as the work does, or rejects when the time is over or `stop` aborts. The work gets a signal that says so; work
 * that does not hear it is left behind.
 */
export async function within<T>(
  options: WithinOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = options.clock.after(options.mostMs, () => deadline.abort(options.late()));
  const { stop } = options;
  const signal = stop === undefined ? deadline.signal : AbortSignal.any([deadline.signal, stop]);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const working = work(signal);
    // Whichever of the two comes second has nobody left to tell.
    working.catch(() => undefined);
    aborted.promise.catch(() => undefined);
    return await Promise.race([working, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    timer.cancel();
  }
}
