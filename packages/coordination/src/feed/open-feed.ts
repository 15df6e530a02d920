import type { Clock, Log, Metrics } from "@homeport/platform";
import type { RedisLink } from "../redis/connect.ts";
import { settleWithin } from "../settle-within.ts";
import type { SqlPort } from "../sql-port.ts";
import { isTopic, type Topic } from "../topics.ts";
import { createFeedEvents } from "./events.ts";
import type { Feed, FeedSubscriber, FlushReason } from "./feed-port.ts";
import { followStream } from "./follow.ts";
import { createPublisher } from "./publish.ts";
import { createSubscribers } from "./subscribers.ts";
import { createTail } from "./tail.ts";
import { createVouch } from "./vouch.ts";

export interface FeedDeps {
  /** Only the feed connection is used: a full pool cannot age the feed. */
  readonly sql: Pick<SqlPort, "feed">;
  /** Null runs on the change log alone. */
  readonly redis: RedisLink | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

const tailEveryMs = 500;
/** Older than this, the feed is reported as stale. */
const staleAfterMs = 2_000;
const followTimeoutMs = 2_000;

/** Reads the change log's horizon, then follows log and stream until disposed. Rejects when the log cannot be read. */
export async function openFeed(deps: FeedDeps): Promise<Feed> {
  const { clock, redis } = deps;
  const events = createFeedEvents(deps);
  const vouch = createVouch(clock);
  const subscribers = createSubscribers();
  const closing = new AbortController();
  let gaps = 0;

  function flush(reason: FlushReason): void {
    gaps += 1;
    events.gap(reason);
    subscribers.flush(reason);
  }

  const tail = createTail({
    sql: deps.sql.feed,
    clock,
    vouch,
    apply(change) {
      events.applied("tail", change.lagMs);
      if (isTopic(change.topic)) subscribers.apply(change.topic, change.key);
    },
    flush,
    failed: events.tailFailed,
  });
  if (!(await tail.read())) throw events.unreadable();

  async function readTailForever(): Promise<void> {
    while (!closing.signal.aborted) {
      await tail.read();
      events.age(vouch.ageMs(), staleAfterMs);
      await clock.sleep(tailEveryMs, closing.signal).catch(() => undefined);
    }
  }

  const reader = redis?.branch("feed", followTimeoutMs) ?? null;
  const publisher =
    redis === null ? null : createPublisher({ redis, clock, failed: events.publishFailed });
  const running = [readTailForever()];
  if (reader !== null) {
    running.push(
      followStream({
        redis: reader,
        clock,
        vouch,
        signal: closing.signal,
        apply(items) {
          for (const [topic, key] of items) if (isTopic(topic)) subscribers.apply(topic, key);
        },
        gap(reason) {
          flush(reason);
          void tail.read();
        },
        failed: events.streamFailed,
      }),
    );
  }

  async function ensureFresh(maxAgeMs: number, waitMs: number): Promise<boolean> {
    const untilMs = clock.monotonicMs() + waitMs;
    while (vouch.ageMs() > maxAgeMs) {
      const leftMs = untilMs - clock.monotonicMs();
      if (leftMs <= 0 || closing.signal.aborted) return false;
      const answer = await settleWithin(clock, leftMs, tail.read());
      // A read that fails at once is not repeated in a tight loop.
      if (answer.settled && !answer.value) await clock.sleep(Math.min(50, leftMs));
    }
    return true;
  }

  return {
    async announce(topic: Topic, key: string) {
      subscribers.apply(topic, key);
      await publisher?.publish(topic, key);
    },
    subscribe: (topics: readonly Topic[], subscriber: FeedSubscriber) =>
      subscribers.add(topics, subscriber),
    ageMs: () => vouch.ageMs(),
    ensureFresh,
    clockOffsetMs: () => tail.clockOffsetMs(),
    status: () => ({
      ageMs: vouch.ageMs(),
      redis: reader === null ? "none" : reader.isUp() ? "following" : "away",
      lastTailAgeMs: tail.lastReadAgeMs(),
      gaps,
    }),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await reader?.[Symbol.asyncDispose]();
      await Promise.all(running);
    },
  };
}
