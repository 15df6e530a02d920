import type { Clock, Timer } from "./clock.ts";
import { sleepOn } from "./sleep.ts";

/** The machine's clock; `offsetMs` moves its wall time, so that tests can run a machine that is wrong. */
export function createSystemClock(options: { offsetMs?: number } = {}): Clock {
  const offsetMs = options.offsetMs ?? 0;
  const clock: Clock = {
    nowMs: () => Date.now() + offsetMs,
    monotonicMs: () => performance.now(),
    after: (delayMs, run) => wrapTimeout(setTimeout(run, delayMs)),
    sleep: (delayMs, signal) => sleepOn(clock, delayMs, signal),
  };
  return clock;
}

export const systemClock: Clock = createSystemClock();

function wrapTimeout(timeout: NodeJS.Timeout): Timer {
  const timer: Timer = {
    cancel: () => clearTimeout(timeout),
    unref: () => {
      timeout.unref();
      return timer;
    },
  };
  return timer;
}
