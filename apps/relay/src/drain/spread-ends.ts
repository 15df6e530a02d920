import type { Clock } from "@homeport/platform";

/** What a drain may have to end. */
export interface Endable {
  /** May go on for ever, so that nobody waits for its end. */
  readonly endless: boolean;
  cut(reason: string): void;
}

export interface SpreadEnds {
  /** What may be endless and has not ended, as of now. */
  readonly list: () => readonly Endable[];
  /** Until then the ends are spread; what turns out to be endless later ends at the next look. */
  readonly spreadUntilMs: number;
  /** There is nothing left to look for. */
  readonly isOver: () => boolean;
}

const lookEveryMs = 50;
/** Where ends follow each other faster than this, several come at once: timers are no finer. */
const leastGapMs = 5;

/**
 * Ends one after the other with equal gaps, so that those who are cut do not all come back in one moment; also what
 * only now turns out to be endless. Answers how many it ended. Times are monotonic ms.
 */
export async function spreadEnds(
  clock: Pick<Clock, "monotonicMs" | "sleep">,
  { list, spreadUntilMs, isOver }: SpreadEnds,
): Promise<number> {
  let ended = 0;
  let nextMs = clock.monotonicMs();
  while (!isOver()) {
    const nowMs = clock.monotonicMs();
    const waiting = nowMs < nextMs ? [] : list();
    if (waiting.length > 0) {
      const { count, gapMs } = nextEnds(waiting.length, spreadUntilMs - nowMs);
      const due = waiting.slice(0, count);
      for (const one of due) one.cut("draining");
      ended += due.length;
      nextMs = nowMs + gapMs;
    }
    const waitMs = nextMs > nowMs ? nextMs - nowMs : lookEveryMs;
    await clock.sleep(Math.min(lookEveryMs, waitMs));
  }
  return ended;
}

/** How many of those that wait end now, and after how many ms the next. Pure. */
function nextEnds(waiting: number, leftMs: number): { count: number; gapMs: number } {
  if (leftMs <= 0) return { count: waiting, gapMs: 0 };
  const gapMs = leftMs / waiting;
  if (gapMs >= leastGapMs) return { count: 1, gapMs };
  return { count: Math.ceil(leastGapMs / gapMs), gapMs: leastGapMs };
}
