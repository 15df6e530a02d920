import type { Clock } from "@homeport/platform";

/**
 * Awaits `work` for at most `deadlineMs`; `late` when it has not settled by then. The work itself is
 * not stopped, and a rejection that comes too late is nobody's: the caller has already gone on.
 */
export async function settleWithin<T>(
  clock: Clock,
  deadlineMs: number,
  work: Promise<T>,
): Promise<{ settled: true; value: T } | { settled: false }> {
  const late = Promise.withResolvers<{ settled: false }>();
  const timer = clock.after(deadlineMs, () => late.resolve({ settled: false }));
  const done = work.then((value) => ({ settled: true as const, value }));
  done.catch(() => undefined);
  try {
    return await Promise.race([done, late.promise]);
  } finally {
    timer.cancel();
  }
}
