import { DbError } from "@homeport/db";
import type { TrafficMinute } from "@homeport/hosts";
import type { Clock, Timer } from "@homeport/platform";
import {
  addCount,
  beginCount,
  type Count,
  type CountedRequest,
  countRequest,
} from "./count-minute.ts";

/** Counts what apps answer, and writes it once a minute. */
export interface Traffic extends Disposable {
  /** Memory only; requests at no app's address are not counted. */
  note(request: CountedRequest): void;
  /** Counts that are not written yet. */
  readonly waiting: number;
  /** Writes what there is, in one try; for the end of a process. */
  flush(): Promise<void>;
}

export interface TrafficDeps {
  readonly clock: Pick<Clock, "nowMs" | "after">;
  readonly write: (minutes: readonly TrafficMinute[]) => Promise<void>;
  /** Counts that were given up: too many waited, or nobody knows whether they were written. */
  readonly onDropped: (count: number) => void;
  readonly onFailed: (error: unknown) => void;
  /** More are not kept: the oldest go. */
  readonly maxWaiting: number;
  readonly everyMs?: number;
}

const minuteMs = 60_000;

/**
 * Requests are added up by app, minute and class of status. Once a minute all of it leaves in one upsert, which adds
 * to what other relays wrote. A write that failed waits for the next minute with what comes meanwhile; one of which
 * nobody knows whether it happened is not repeated, since a gap in a chart is better than a peak that never was.
 */
export function createTraffic(deps: TrafficDeps): Traffic {
  const { clock, everyMs = minuteMs } = deps;
  let waiting = new Map<string, Count>();
  /** The present minute by app, then by class: what a request finds without making a key. */
  let present = new Map<string, Count[]>();
  let presentMs = 0;
  let timer: Timer;
  let stopped = false;
  let writing: Promise<void> = Promise.resolve();

  function countsOf(appId: string): Count[] {
    const nowMs = clock.nowMs();
    if (nowMs < presentMs || nowMs >= presentMs + minuteMs) {
      presentMs = Math.floor(nowMs / minuteMs) * minuteMs;
      present = new Map();
    }
    const known = present.get(appId);
    if (known !== undefined) return known;
    const counts: Count[] = [];
    present.set(appId, counts);
    return counts;
  }

  /** Answers what goes on counting: the given one, or the one of the same key that waits already. */
  function keep(count: Count): Count {
    const key = keyOf(count);
    const known = waiting.get(key);
    if (known !== undefined) {
      addCount(known, count);
      return known;
    }
    waiting.set(key, count);
    if (waiting.size > deps.maxWaiting) dropOldest();
    return count;
  }

  function dropOldest(): void {
    const [oldest] = waiting;
    if (oldest === undefined) return;
    const [key, { appId }] = oldest;
    waiting.delete(key);
    present.delete(appId);
    deps.onDropped(1);
  }

  function takeAll(): Count[] {
    const batch = [...waiting.values()];
    waiting = new Map();
    present = new Map();
    return batch;
  }

  /** What failed is older than what came meanwhile, so it goes in front and is dropped first. */
  function putBack(batch: readonly Count[]): void {
    const newer = waiting;
    waiting = new Map();
    for (const count of batch) keep(count);
    for (const count of newer.values()) keep(count);
    present = new Map();
  }

  async function writeAll(): Promise<void> {
    const batch = takeAll();
    if (batch.length === 0) return;
    try {
      await deps.write(batch);
    } catch (error) {
      deps.onFailed(error);
      if (error instanceof DbError && error.code === "OUTCOME_UNKNOWN")
        deps.onDropped(batch.length);
      else putBack(batch);
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(writeAll);
    return writing;
  }

  function schedule(): void {
    if (stopped) return;
    timer = clock.after(everyMs, () => void flush().finally(schedule)).unref();
  }

  schedule();
  return {
    note(request) {
      const { appId, status } = request;
      if (appId === null) return;
      const counts = countsOf(appId);
      const statusClass = status === null ? 0 : Math.min(5, Math.floor(status / 100));
      counts[statusClass] ??= keep(beginCount(appId, presentMs, statusClass));
      countRequest(counts[statusClass], request);
    },
    get waiting() {
      return waiting.size;
    },
    flush,
    [Symbol.dispose]() {
      stopped = true;
      timer.cancel();
    },
  };
}

function keyOf({ appId, minuteMs: at, statusClass }: Count): string {
  return `${appId} ${at} ${statusClass}`;
}
