import type { Log } from "../log/create-log.ts";
import type { Metrics } from "../metrics/create-metrics.ts";

/** What a process says of its own life. */
export interface LifecycleEvents {
  /** It serves. */
  ready(): void;
  /** It was told to end. */
  draining(facts: { reason: string; delayMs: number; deadlineMs: number }): void;
  /** Nothing is open any more; `complete` when everything ended within its deadline. */
  stopped(facts: { reason: string; complete: boolean; tookMs: number }): void;
}

/** Seconds: from a process that serves nobody to the longest that a drain may take. */
const buckets = [0.1, 0.5, 1, 2, 5, 10, 20, 30];

export function createLifecycleEvents({
  log,
  metrics,
}: {
  log: Log;
  metrics: Metrics;
}): LifecycleEvents {
  const seconds = metrics.histogram(
    "drain_seconds",
    "From the word to end until nothing is open any more. Who has ended is scraped no more: its last record says the same.",
    { outcome: ["complete", "overdue"] },
    buckets,
  );
  return {
    ready: () => log.info({}, "replica.ready"),
    draining: (facts) => log.info(facts, "replica.draining"),
    stopped(facts) {
      seconds.observe(facts.tookMs / 1_000, { outcome: facts.complete ? "complete" : "overdue" });
      log.info(facts, "replica.stopped");
    },
  };
}
