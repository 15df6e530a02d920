import { freshRedis, waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectRedis, type RedisLink } from "../redis/connect.ts";
import { testContext } from "../testing/context.ts";
import { openTestStore, type TestStore } from "../testing/store.ts";
import type { Topic } from "../topics.ts";
import type { Feed, FlushReason } from "./feed-port.ts";
import { noteChange } from "./note-change.ts";
import { openFeed } from "./open-feed.ts";
import { sweepChanges } from "./sweep-changes.ts";

let store: TestStore;
let redisUrl: string;
const closing: AsyncDisposable[] = [];

beforeAll(async () => {
  store = await openTestStore();
  const redis = await freshRedis();
  redisUrl = redis.url;
  closing.push(store, redis);
});
afterAll(async () => {
  for (const resource of closing.toReversed()) await resource[Symbol.asyncDispose]();
});

interface Process {
  readonly feed: Feed;
  readonly applied: string[];
  readonly flushes: FlushReason[];
}

async function startProcess(how: "redis" | "no-redis", topics: readonly Topic[] = ["session"]) {
  const context = testContext();
  let redis: RedisLink | null = null;
  if (how === "redis") {
    redis = await connectRedis({ ...context, url: redisUrl, use: "main" });
    closing.push(redis);
  }
  const feed = await openFeed({ ...context, sql: store.port, redis });
  closing.push(feed);
  const applied: string[] = [];
  const flushes: FlushReason[] = [];
  feed.subscribe(topics, {
    apply: (topic, key) => void applied.push(`${topic}:${key}`),
    flush: (reason) => void flushes.push(reason),
  });
  if (redis !== null) {
    await waitFor(() => feed.status().redis === "following" && flushes.includes("reconnect"), {
      deadlineMs: 5_000,
    });
  }
  return { feed, applied, flushes } satisfies Process;
}

describe("the feed", () => {
  it("carries an announcement to another process through Redis, before the change log knows of it", async () => {
    const announcer = await startProcess("redis");
    const listener = await startProcess("redis");
    // No row is written, so only the stream can have told the listener.
    await announcer.feed.announce("session", "s-redis");
    expect(announcer.applied).toContain("session:s-redis");
    await waitFor(() => listener.applied.includes("session:s-redis"), { deadlineMs: 5_000 });
  });

  it("tells of a change without Redis, also when its process died before announcing", async () => {
    const listener = await startProcess("no-redis");
    await store.port.transaction("change", async (tx) =>
      noteChange(store.port.within(tx), "session", "s-tail"),
    );
    await waitFor(() => listener.applied.includes("session:s-tail"), { deadlineMs: 5_000 });
  });

  it("sees a change whose transaction began early and committed late", async () => {
    const listener = await startProcess("no-redis");
    const written = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const slow = store.port.transaction("slow", async (tx) => {
      await noteChange(store.port.within(tx), "session", "s-slow");
      written.resolve();
      await commit.promise;
    });
    await written.promise;
    await store.port.transaction("quick", async (tx) =>
      noteChange(store.port.within(tx), "session", "s-quick"),
    );
    await waitFor(() => listener.applied.includes("session:s-quick"), { deadlineMs: 5_000 });
    expect(listener.applied).not.toContain("session:s-slow");
    commit.resolve();
    await slow;
    await waitFor(() => listener.applied.includes("session:s-slow"), { deadlineMs: 5_000 });
  });

  it("applies a row once, however long an open transaction holds the horizon down", async () => {
    const listener = await startProcess("no-redis");
    const release = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const holder = store.port.transaction("holder", async (tx) => {
      await tx`SELECT pg_current_xact_id()`;
      holding.resolve();
      await release.promise;
    });
    await holding.promise;
    await store.sql`INSERT INTO changes (topic, key) VALUES ('session', 's-once')`;
    await waitFor(() => listener.applied.includes("session:s-once"), { deadlineMs: 5_000 });
    await listener.feed.ensureFresh(0, 50);
    await listener.feed.ensureFresh(0, 50);
    release.resolve();
    await holder;
    expect(listener.applied.filter((entry) => entry === "session:s-once")).toHaveLength(1);
  });

  it("says nothing of a write that was rolled back", async () => {
    const listener = await startProcess("no-redis");
    const failing = store.port.transaction("fails", async (tx) => {
      await noteChange(store.port.within(tx), "session", "s-never");
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    await store.sql`INSERT INTO changes (topic, key) VALUES ('session', 's-after')`;
    await waitFor(() => listener.applied.includes("session:s-after"), { deadlineMs: 5_000 });
    expect(listener.applied).not.toContain("session:s-never");
  });

  it("ignores topics that it does not know, and those that nobody asked for", async () => {
    const listener = await startProcess("no-redis", ["host"]);
    await store.sql`INSERT INTO changes (topic, key) VALUES ('from-the-future', 'x'), ('user', 'u'), ('host', 'h')`;
    await waitFor(() => listener.applied.length > 0, { deadlineMs: 5_000 });
    expect(listener.applied).toEqual(["host:h"]);
  });

  it("stops telling who has unsubscribed", async () => {
    const { feed } = await startProcess("no-redis");
    const heard: string[] = [];
    const stop = feed.subscribe(["key"], { apply: (_, key) => void heard.push(key), flush() {} });
    await feed.announce("key", "before");
    stop();
    await feed.announce("key", "after");
    expect(heard).toEqual(["before"]);
  });

  it("is young while its store answers, and can be made younger", async () => {
    const { feed } = await startProcess("no-redis");
    await waitFor(() => feed.ageMs() > 20, { deadlineMs: 5_000, everyMs: 1 });
    expect(await feed.ensureFresh(20, 5_000)).toBe(true);
  });

  it("is not opened on a change log that cannot be read", async () => {
    const broken = { feed: { query: async () => Promise.reject(new Error("away")) } };
    const opening = openFeed({ ...testContext(), sql: broken, redis: null });
    await expect(opening).rejects.toMatchObject({ code: "STORE_DOWN" });
  });

  it("deletes rows of the change log once nobody can need them", async () => {
    await store.sql`INSERT INTO changes (topic, key, at) VALUES ('key', 'old', now() - interval '11 min')`;
    await store.sql`INSERT INTO changes (topic, key) VALUES ('key', 'young')`;
    expect(await sweepChanges(store.port.pool)).toBe(1);
    expect(await store.sql`SELECT key FROM changes WHERE topic = 'key'`).toEqual([
      { key: "young" },
    ]);
  });
});
