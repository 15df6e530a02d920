import { DbError } from "@homeport/db";
import type { Clock, Timer } from "@homeport/platform";
import type { DecisionCount } from "./store.ts";

/** Counts what was decided for each app, and writes it once a minute; a decision itself writes nothing. */
export interface DecisionCounter extends AsyncDisposable {
  /** Memory only. `code` is a number of the table of decisions. */
  note(appId: string, code: number): void;
  /** Writes what there is, in one try. */
  flush(): Promise<void>;
}

export interface DecisionCounterOptions {
  readonly clock: Pick<Clock, "nowMs" | "after">;
  readonly everyMs: number;
  /** More counts are not kept: the oldest go. */
  readonly maxWaiting: number;
  readonly write: (counts: readonly DecisionCount[]) => Promise<void>;
  /** Counts that were given up: too many waited, or nobody knows whether they were written. */
  readonly onDropped: (count: number) => void;
  readonly onFailed: (error: unknown) => void;
}

type Count = { -readonly [K in keyof DecisionCount]: DecisionCount[K] };

const minuteMs = 60_000;

/**
 * Decisions are added up by app, minute and code, and leave in one statement a minute, which adds to what other
 * relays wrote. A write that failed waits for the next minute with what comes meanwhile; one of which nobody knows
 * whether it happened is not repeated, since a gap is better than visits that never were.
 */
export function createDecisionCounter(options: DecisionCounterOptions): DecisionCounter {
  const { clock, everyMs, maxWaiting } = options;
  let waiting: Count[] = [];
  /** The present minute by app, then by code: what a decision finds without making a key. */
  let present = new Map<string, Map<number, Count>>();
  let presentMs = 0;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;
  let timer: Timer = schedule();

  function schedule(): Timer {
    return clock.after(everyMs, () => void flush().finally(again)).unref();
  }

  function again(): void {
    if (!closed) timer = schedule();
  }

  function countsOf(appId: string): Map<number, Count> {
    const nowMs = clock.nowMs();
    if (nowMs < presentMs || nowMs >= presentMs + minuteMs) {
      presentMs = Math.floor(nowMs / minuteMs) * minuteMs;
      present = new Map();
    }
    const known = present.get(appId);
    if (known !== undefined) return known;
    const counts = new Map<number, Count>();
    present.set(appId, counts);
    return counts;
  }

  function begin(appId: string, code: number): Count {
    const count: Count = { appId, minuteMs: presentMs, code, count: 0 };
    waiting.push(count);
    dropOverflow();
    return count;
  }

  function dropOverflow(): void {
    const tooMany = waiting.length - maxWaiting;
    if (tooMany <= 0) return;
    waiting = waiting.slice(tooMany);
    options.onDropped(tooMany);
  }

  async function writeAll(): Promise<void> {
    const batch = waiting;
    waiting = [];
    present = new Map();
    if (batch.length === 0) return;
    try {
      await options.write(batch);
    } catch (error) {
      options.onFailed(error);
      if (error instanceof DbError && error.code === "OUTCOME_UNKNOWN") {
        options.onDropped(batch.length);
        return;
      }
      // What failed is older than what came meanwhile, so it goes in front and is dropped first.
      waiting = [...batch, ...waiting];
      dropOverflow();
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(writeAll);
    return writing;
  }

  return {
    note(appId, code) {
      const counts = countsOf(appId);
      const known = counts.get(code);
      if (known !== undefined) known.count += 1;
      else {
        const count = begin(appId, code);
        count.count = 1;
        counts.set(code, count);
      }
    },
    flush,
    async [Symbol.asyncDispose]() {
      closed = true;
      timer.cancel();
      await flush();
    },
  };
}
