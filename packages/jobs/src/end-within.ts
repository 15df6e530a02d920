import type { Clock } from "@homeport/platform";

/** Waits for an ending, but not for a store that hangs: true when everything ended in time. Never rejects. */
export async function endWithin(
  clock: Clock,
  deadlineMs: number,
  endings: readonly Promise<unknown>[],
): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = clock.after(deadlineMs, () => late.resolve(false));
  const all = Promise.allSettled(endings).then(() => true as const);
  const inTime = await Promise.race([all, late.promise]);
  timer.cancel();
  return inTime;
}
