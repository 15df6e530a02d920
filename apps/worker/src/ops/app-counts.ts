import { appStatuses, countAppStatuses, type HostsDeps } from "@homeport/hosts";
import type { Clock, Log, Metrics, Timer } from "@homeport/platform";

export interface AppCountsDeps {
  readonly db: HostsDeps["db"];
  readonly clock: Pick<Clock, "after">;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly everyMs?: number;
}

const defaultEveryMs = 15_000;

/**
 * How many apps are in which status. Every worker says it of the whole installation, as with the queues: whoever adds up
 * counts double, whoever takes the largest is right. A scrape reads memory only; while the store is away the last counts
 * stand.
 */
export function watchAppCounts(deps: AppCountsDeps): Disposable {
  const { everyMs = defaultEveryMs } = deps;
  const gauge = deps.metrics.gauge("apps", "Apps that hosts run, in the whole installation.", {
    status: appStatuses,
  });
  let timer: Timer | null = null;
  let stopped = false;

  async function count(): Promise<void> {
    try {
      const counts = new Map((await countAppStatuses(deps)).map((one) => [one.status, one.count]));
      for (const status of appStatuses) gauge.set(counts.get(status) ?? 0, { status });
    } catch (error) {
      // The pool has counted it, and the next round asks again.
      deps.log.debug({ err: error }, "apps.not-counted");
    }
  }

  function round(): void {
    void count().then(() => {
      if (!stopped) timer = deps.clock.after(everyMs, round).unref();
    });
  }

  round();
  return {
    [Symbol.dispose]() {
      stopped = true;
      timer?.cancel();
    },
  };
}
