import { type Feed, openFeed } from "@homeport/coordination";
import { Redis } from "ioredis";
import { answerAsks } from "./answer-asks.ts";
import { openReplica } from "./fleet-stores.ts";

/** How long an announcement takes to three replicas, beside what Redis itself takes to three readers. */
const [databaseUrl = "", redisUrl = ""] = process.argv.slice(2);
const listeners = 3;
const stream = "bench:stream";

const announcer = await openReplica(databaseUrl, redisUrl, "announcer");
const own = await openFeed({ ...announcer, redis: announcer.redis });
const heard = new Map<string, { left: number; all: () => void }>();
const feeds: Feed[] = [];
for (let at = 0; at < listeners; at += 1) {
  const replica = await openReplica(databaseUrl, redisUrl, `listener-${at}`);
  const feed = await openFeed({ ...replica, redis: replica.redis });
  feed.subscribe(["config"], { apply: (_topic, key) => note(key), flush: () => undefined });
  feeds.push(feed);
}

function note(key: string): void {
  const waiting = heard.get(key);
  if (waiting === undefined) return;
  waiting.left -= 1;
  if (waiting.left === 0) waiting.all();
}

let sent = 0;

/** From the call until the last of three has it; one at a time. */
async function measure(seconds: number, send: (key: string) => Promise<unknown>) {
  const untilMs = performance.now() + seconds * 1_000;
  const took: number[] = [];
  while (performance.now() < untilMs) {
    sent += 1;
    const key = `key-${sent}`;
    const done = Promise.withResolvers<void>();
    heard.set(key, { left: listeners, all: () => done.resolve() });
    const startedMs = performance.now();
    await send(key);
    await done.promise;
    took.push(performance.now() - startedMs);
    heard.delete(key);
  }
  took.sort((a, b) => a - b);
  return { p50Ms: took[Math.floor(took.length / 2)] ?? Number.NaN };
}

const writer = new Redis(redisUrl);

/** Reads from the end of the stream on, as long as the process lives. */
async function follow(): Promise<never> {
  const reader = new Redis(redisUrl);
  let last = "$";
  while (true) {
    const answer = await reader.xread("BLOCK", 500, "STREAMS", stream, last);
    for (const [id, fields] of answer?.[0]?.[1] ?? []) {
      last = id;
      note(fields[1] ?? "");
    }
  }
}
for (let at = 0; at < listeners; at += 1) void follow();

answerAsks({
  announce: (seconds) => measure(seconds, (key) => own.announce("config", key)),
  "redis-stream": (seconds) =>
    measure(seconds, (key) => writer.xadd(stream, "MAXLEN", "~", 10_000, "*", "key", key)),
});
