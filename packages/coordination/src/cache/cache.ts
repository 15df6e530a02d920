import type { Clock, Metrics } from "@homeport/platform";
import { CoordinationError } from "../errors.ts";
import type { Feed } from "../feed/feed-port.ts";
import { singleFlight } from "../single-flight.ts";
import type { Topic } from "../topics.ts";
import { createEntries } from "./entries.ts";
import { createReadings } from "./readings.ts";

export interface NegativeOptions {
  readonly maxEntries: number;
  readonly maxAgeMs: number;
}

export interface CacheOptions<V> {
  /** A label of `cache_requests_total`. */
  readonly name: string;
  readonly topics: readonly Topic[];
  readonly maxEntries: number;
  readonly maxAgeMs: number;
  /** Reads one value from the store; undefined when there is none. */
  load(key: string, signal: AbortSignal): Promise<V | undefined>;
  /** Which entries an announcement concerns; the key of the announcement itself unless told. */
  keysOf?(topic: Topic, key: string): readonly string[] | "all";
  /** Without this, "there is none" is never kept. */
  readonly negative?: NegativeOptions;
  readonly feed: Pick<Feed, "ageMs" | "ensureFresh" | "subscribe">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface Cache<V> extends Disposable {
  /**
   * The value as of now: kept only while the feed vouches for it, else read. STORE_BUSY when it keeps
   * changing under the reader; a store's own error when it cannot answer. Never an old value.
   */
  get(key: string, signal?: AbortSignal): Promise<V | undefined>;
  invalidate(key: string): void;
  flush(): void;
  entryCount(): number;
}

const maxFeedAgeMs = 2_000;
const feedWaitMs = 1_000;
const maxRereads = 3;

/** A cache that tells nobody a value which was read before its invalidation. */
export function createCache<V>(options: CacheOptions<V>): Cache<V> {
  const { feed, clock } = options;
  const requests = options.metrics.counter("cache_requests_total", "Cache reads by outcome.", [
    "name",
    "result",
  ]);
  const entries = createEntries<V>(options, clock);
  const flights = singleFlight<V | undefined>();
  const readings = createReadings();

  function invalidate(key: string): void {
    readings.invalidate(key);
    entries.delete(key);
  }

  function flush(): void {
    readings.invalidateAll();
    entries.clear();
  }

  const unsubscribe = feed.subscribe(options.topics, {
    apply(topic, key) {
      const keys = options.keysOf?.(topic, key) ?? [key];
      if (keys === "all") flush();
      else for (const each of keys) invalidate(each);
    },
    flush,
  });

  /** Reads until no invalidation fell into the reading; keeps the value when the feed vouches for it. */
  async function fill(key: string, signal: AbortSignal): Promise<V | undefined> {
    for (let attempt = 0; attempt <= maxRereads; attempt += 1) {
      using reading = readings.begin(key);
      const startedAtMs = clock.monotonicMs();
      const value = await options.load(key, signal);
      const vouched = feed.ageMs() <= maxFeedAgeMs;
      // Without the feed a slow answer, or one from before this process was frozen, is not new enough.
      const recent = clock.monotonicMs() - startedAtMs <= maxFeedAgeMs;
      if (reading.untouched() && (vouched || recent)) {
        if (vouched) entries.set(key, value);
        return value;
      }
    }
    throw new CoordinationError("STORE_BUSY", { detail: `cache ${options.name}` });
  }

  return {
    async get(key, signal) {
      const fresh =
        feed.ageMs() <= maxFeedAgeMs || (await feed.ensureFresh(maxFeedAgeMs, feedWaitMs));
      const kept = fresh ? entries.get(key) : undefined;
      if (kept !== undefined) {
        requests.inc({ name: options.name, result: "hit" });
        return kept.value;
      }
      requests.inc({ name: options.name, result: fresh ? "miss" : "stale" });
      return flights.run(key, async (cancel) => fill(key, cancel), signal);
    },
    invalidate,
    flush,
    entryCount: () => entries.count(),
    [Symbol.dispose]() {
      unsubscribe();
      flush();
    },
  };
}
