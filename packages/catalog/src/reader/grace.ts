import type { Clock, Timer } from "@homeport/platform";

/** What waits until no request can need any more what it takes away. */
export interface Grace extends Disposable {
  /** Runs this once the grace is over, after whatever was given before. */
  later(run: () => void): void;
}

/**
 * One timer and one short entry for each that waits: a thousand generations within a minute keep little, and as many that end together
 * take a turn of the event loop each. Nothing runs once it is disposed.
 */
export function createGrace(clock: Clock, graceMs: number): Grace {
  const waiting: { readonly dueAtMs: number; readonly run: () => void }[] = [];
  let timer: Timer | undefined;

  function wait(): void {
    const [next] = waiting;
    if (next === undefined) timer = undefined;
    else timer = clock.after(Math.max(0, next.dueAtMs - clock.monotonicMs()), runNext).unref();
  }

  function runNext(): void {
    const next = waiting.shift();
    wait();
    next?.run();
  }

  return {
    later(run) {
      waiting.push({ dueAtMs: clock.monotonicMs() + graceMs, run });
      if (timer === undefined) wait();
    },
    [Symbol.dispose]() {
      waiting.length = 0;
      timer?.cancel();
    },
  };
}
