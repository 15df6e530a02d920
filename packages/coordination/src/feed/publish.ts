import { readFileSync } from "node:fs";
import type { Clock } from "@homeport/platform";
import type { RedisLink } from "../redis/connect.ts";
import { settleWithin } from "../settle-within.ts";
import { type Topic, untailedTopics } from "../topics.ts";
import { maxEntryBytes } from "./stream-entry.ts";
import { headKey, keptEntries, streamKey } from "./stream-keys.ts";

export interface Publisher {
  /** Settles when Redis has the announcement, or has been given up on. Never rejects. */
  publish(topic: Topic, key: string): Promise<void>;
}

type Item = readonly [topic: Topic, key: string];

interface Waiting {
  readonly item: Item;
  readonly bytes: number;
  /** Batches that it may be part of. */
  tries: number;
  done(): void;
}

const publishDeadlineMs = 250;
const maxBatch = 100;
/** Beyond this the tail carries the rest: a reader learns of it half a second later. */
const maxWaiting = 2_000;
/** What no tail makes up for is sent once more. It may then arrive twice, which says nothing new. */
const triesOfUntailed = 2;

/**
 * Sends announcements in the order of their commits, one batch at a time, so that what is announced
 * while a batch is on its way leaves together in the next. A batch that Redis does not answer in time
 * takes what waits behind it along, but for what the change log does not have.
 */
export function createPublisher(deps: {
  redis: RedisLink;
  clock: Clock;
  failed(error: unknown): void;
}): Publisher {
  const script = readFileSync(new URL("./feed-publish.lua", import.meta.url), "utf8");
  const waiting: Waiting[] = [];
  let sending = false;

  async function send(batch: readonly Waiting[]): Promise<void> {
    const items = JSON.stringify(batch.map((entry) => entry.item));
    const sent = deps.redis.runScript(script, [streamKey, headKey], [items, keptEntries]);
    const answer = await settleWithin(deps.clock, publishDeadlineMs, sent);
    if (!answer.settled) throw new Error("Redis did not take an announcement in time.");
  }

  async function sendAll(): Promise<void> {
    sending = true;
    while (waiting.length > 0) {
      const over = takeBatch(waiting);
      for (const entry of over) entry.tries -= 1;
      try {
        await send(over);
      } catch (error) {
        deps.failed(error);
        const left = [...over.splice(0), ...waiting.splice(0)];
        for (const entry of left) (isKept(entry) ? waiting : over).push(entry);
      }
      for (const entry of over) entry.done();
    }
    sending = false;
  }

  function isKept({ item: [topic], tries }: Waiting): boolean {
    return untailedTopics.has(topic) && tries > 0 && deps.redis.isUp();
  }

  return {
    async publish(topic, key) {
      const bytes = Buffer.byteLength(JSON.stringify([topic, key])) + 1;
      if (!deps.redis.isUp() || waiting.length >= maxWaiting || bytes + 2 > maxEntryBytes) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const tries = untailedTopics.has(topic) ? triesOfUntailed : 1;
      waiting.push({ item: [topic, key], bytes, tries, done: resolve });
      if (!sending) void sendAll();
      await settleWithin(deps.clock, publishDeadlineMs, promise);
    },
  };
}

function takeBatch(waiting: Waiting[]): Waiting[] {
  let count = 0;
  let bytes = 2;
  for (const entry of waiting) {
    if (count === maxBatch || bytes + entry.bytes > maxEntryBytes) break;
    bytes += entry.bytes;
    count += 1;
  }
  return waiting.splice(0, count);
}
