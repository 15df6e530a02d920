import type { Clock, Timer } from "@homeport/platform";

const lookEveryMs = 2_000;
/** A wall clock this far past its timer means that nothing ran in between. */
const sleepGapMs = 10_000;

/**
 * Calls `onWake` when the machine slept: timers stand still then and the wall clock does not. A
 * clock that is set forward looks the same and costs one ping.
 */
export function watchSleep(clock: Clock, onWake: (sleptMs: number) => void): Disposable {
  let timer: Timer;
  const arm = (): void => {
    const dueAtMs = clock.nowMs() + lookEveryMs;
    timer = clock.after(lookEveryMs, () => {
      const lateMs = clock.nowMs() - dueAtMs;
      arm();
      if (lateMs >= sleepGapMs) onWake(lateMs);
    });
  };
  arm();
  return { [Symbol.dispose]: () => timer.cancel() };
}
