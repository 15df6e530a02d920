import type { Log, Metrics } from "@homeport/platform";
import { CoordinationError } from "../errors.ts";
import type { FlushReason } from "./feed-port.ts";

export interface FeedEvents {
  gap(reason: FlushReason): void;
  applied(via: "tail", lagMs: number): void;
  age(ageMs: number, staleAfterMs: number): void;
  tailFailed(error: unknown): void;
  streamFailed(error: unknown): void;
  publishFailed(error: unknown): void;
  unreadable(): CoordinationError;
}

/** Reasons that concern the change log; the others concern the stream. */
const tailReasons: ReadonlySet<FlushReason> = new Set([
  "horizon-fell",
  "tail-late",
  "tail-overflow",
  "clock-jump",
]);

export function createFeedEvents({ log, metrics }: { log: Log; metrics: Metrics }): FeedEvents {
  const gaps = metrics.counter("feed_gaps_total", "Times the feed may have missed something.", [
    "reason",
  ]);
  const lag = metrics.histogram("feed_lag_seconds", "From a change to its application here.", [
    "via",
  ]);
  const age = metrics.gauge("feed_age_seconds", "Since the feed last missed nothing.");
  const failures = metrics.counter("feed_failures_total", "Feed reads and writes that failed.", [
    "part",
  ]);
  let stale = false;
  let lastError: unknown = null;

  /** A store that is away fails twice a second: counted each time, logged when the feed turns stale. */
  function failed(part: "tail" | "stream" | "publish") {
    return (error: unknown) => {
      failures.inc({ part });
      lastError = error;
      log.debug({ part, err: error }, "feed.failed");
    };
  }

  return {
    gap(reason) {
      gaps.inc({ reason });
      log.info({ reason }, tailReasons.has(reason) ? "feed.flushed" : "feed.gap");
    },
    applied: (via, lagMs) => lag.observe(Math.max(0, lagMs) / 1_000, { via }),
    age(ageMs, staleAfterMs) {
      age.set(Number.isFinite(ageMs) ? ageMs / 1_000 : 3_600);
      const nowStale = ageMs > staleAfterMs;
      if (nowStale && !stale) log.warn({ ageMs, err: lastError }, "feed.stale");
      if (!nowStale && stale) log.info({ ageMs }, "feed.fresh");
      stale = nowStale;
    },
    tailFailed: failed("tail"),
    streamFailed: failed("stream"),
    publishFailed: failed("publish"),
    unreadable: () =>
      new CoordinationError("STORE_DOWN", { detail: "change log", cause: lastError }),
  };
}
