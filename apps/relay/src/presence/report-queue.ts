import { backoffMs, type Clock, type Random, type Timer } from "@homeport/platform";

export interface ReportQueueOptions<T> {
  readonly clock: Pick<Clock, "after">;
  readonly random: Random;
  /** How long the first report of a batch waits for others, in ms. */
  readonly debounceMs: number;
  readonly batchSize: number;
  /** More are not kept: the oldest go. */
  readonly maxWaiting: number;
  /** Only the newest report of a key is kept. */
  readonly keyOf: (report: T) => string;
  readonly write: (batch: readonly T[]) => Promise<unknown>;
  readonly onDropped: () => void;
  readonly onFailed: (error: unknown, waiting: number) => void;
}

/**
 * Reports on their way to a store that may be slow or away: nobody waits for them. Modes: *idle*, *waiting*
 * (the debounce or a back-off runs), *writing* (one batch at a time). A failed batch waits again behind a
 * back-off, unless a newer report of its key has come meanwhile.
 */
export interface ReportQueue<T> {
  add(report: T): void;
  readonly waiting: number;
  /** Writes what waits, for at most one try of each batch; for the end of a process. */
  flush(): Promise<void>;
}

const retry = { baseMs: 500, maxMs: 15_000 };

export function createReportQueue<T>(options: ReportQueueOptions<T>): ReportQueue<T> {
  const { clock, random, keyOf } = options;
  let waiting = new Map<string, T>();
  let timer: Timer | null = null;
  let writing: Promise<void> | null = null;
  let failures = 0;

  function keep(report: T): void {
    const key = keyOf(report);
    waiting.delete(key);
    waiting.set(key, report);
    if (waiting.size <= options.maxWaiting) return;
    const oldest = waiting.keys().next().value;
    if (oldest !== undefined) waiting.delete(oldest);
    options.onDropped();
  }

  function takeBatch(): T[] {
    const batch: T[] = [];
    for (const [key, report] of waiting) {
      if (batch.length >= options.batchSize) break;
      waiting.delete(key);
      batch.push(report);
    }
    return batch;
  }

  /** Those that failed are older than whatever came meanwhile, so they go in front and yield to it. */
  function putBack(batch: readonly T[]): void {
    const newer = waiting;
    waiting = new Map(batch.map((report) => [keyOf(report), report]));
    for (const report of newer.values()) keep(report);
  }

  async function writeBatch(): Promise<boolean> {
    const batch = takeBatch();
    try {
      await options.write(batch);
      failures = 0;
      return true;
    } catch (error) {
      putBack(batch);
      options.onFailed(error, waiting.size);
      failures += 1;
      return false;
    }
  }

  function schedule(delayMs: number): void {
    timer ??= clock
      .after(delayMs, () => {
        timer = null;
        writing = writeAll().finally(() => {
          writing = null;
          if (waiting.size > 0) schedule(nextDelayMs());
        });
      })
      .unref();
  }

  function nextDelayMs(): number {
    return failures === 0 ? options.debounceMs : backoffMs(failures - 1, retry, random);
  }

  async function writeAll(): Promise<void> {
    while (waiting.size > 0) if (!(await writeBatch())) return;
  }

  return {
    get waiting() {
      return waiting.size;
    },
    add(report) {
      keep(report);
      if (writing === null) schedule(nextDelayMs());
    },
    async flush() {
      timer?.cancel();
      timer = null;
      await writing;
      await writeAll();
    },
  };
}
