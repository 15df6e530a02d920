import { type OwnStore, ownRedis, waitFor } from "@homeport/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectRedis, type RedisLink } from "../redis/connect.ts";
import { testContext } from "../testing/context.ts";
import type { FlushReason } from "./feed-port.ts";
import { followStream } from "./follow.ts";
import { createPublisher, type Publisher } from "./publish.ts";
import { headKey, streamKey } from "./stream-keys.ts";
import { createVouch } from "./vouch.ts";

let server: OwnStore;
let admin: Redis;
beforeAll(async () => {
  server = await ownRedis();
  admin = new Redis(server.url);
  admin.on("error", () => undefined);
});
afterAll(async () => {
  admin.disconnect();
  await server[Symbol.asyncDispose]();
});

interface Follower extends AsyncDisposable {
  readonly link: RedisLink;
  readonly publisher: Publisher;
  readonly applied: string[];
  readonly gaps: FlushReason[];
  ageMs(): number;
}

async function follow(): Promise<Follower> {
  const context = testContext();
  const link = await connectRedis({ ...context, url: server.url, use: "main" });
  const reader = link.branch("feed", 2_000);
  const vouch = createVouch(context.clock);
  const stopping = new AbortController();
  const applied: string[] = [];
  const gaps: FlushReason[] = [];
  const following = followStream({
    redis: reader,
    clock: context.clock,
    vouch,
    signal: stopping.signal,
    apply: (items) => void applied.push(...items.map(([, key]) => key)),
    gap: (reason) => void gaps.push(reason),
    failed: () => undefined,
  });
  await waitFor(() => vouch.ageMs() < 1_000, { deadlineMs: 5_000 });
  gaps.length = 0;
  return {
    link,
    publisher: createPublisher({ redis: link, clock: context.clock, failed: () => undefined }),
    applied,
    gaps,
    ageMs: () => vouch.ageMs(),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await reader[Symbol.asyncDispose]();
      await link[Symbol.asyncDispose]();
      await following;
    },
  };
}

beforeEach(async () => {
  await admin.flushall();
});

async function gapOf(follower: Follower): Promise<FlushReason> {
  return waitFor(() => follower.gaps[0], { deadlineMs: 5_000, what: "a gap is noticed" });
}

describe("a reader of the stream", () => {
  it("follows entries that name their predecessor without a gap", async () => {
    await using seed = await follow();
    await seed.publisher.publish("host", "first");
    await using follower = await follow();
    for (let n = 0; n < 20; n += 1) await follower.publisher.publish("host", `h${n}`);
    await waitFor(() => follower.applied.includes("h19"), { deadlineMs: 5_000 });
    expect(follower.gaps).toEqual([]);
    expect(follower.applied).toHaveLength(20);
  });

  it("sends what is announced at the same time together, up to 100 a batch", async () => {
    await using follower = await follow();
    await Promise.all(
      Array.from({ length: 250 }, async (_, n) => follower.publisher.publish("host", `b${n}`)),
    );
    await waitFor(() => follower.applied.length === 250, { deadlineMs: 5_000 });
    expect(await admin.xlen(streamKey)).toBeLessThanOrEqual(5);
  });

  it("takes a trimmed entry for a gap", async () => {
    await using follower = await follow();
    await follower.publisher.publish("host", "before");
    await waitFor(() => follower.applied.includes("before"), { deadlineMs: 5_000 });
    follower.gaps.length = 0;
    // Both entries arrive, and the first is gone, before the reader can ask.
    await admin
      .multi()
      .xadd(streamKey, "*", "prev", (await admin.get(headKey)) ?? "", "items", "[]")
      .xadd(streamKey, "*", "prev", "1-1", "items", '[["host","after"]]')
      .xtrim(streamKey, "MAXLEN", 1)
      .exec();
    expect(await gapOf(follower)).toBe("predecessor");
    expect(follower.applied).toContain("after");
  });

  it("takes a flush for a gap, whether or not anything was announced since", async () => {
    await using follower = await follow();
    await follower.publisher.publish("host", "before");
    await waitFor(() => follower.applied.includes("before"), { deadlineMs: 5_000 });
    follower.gaps.length = 0;
    await admin.flushall();
    expect(await gapOf(follower)).toBe("head");
    follower.gaps.length = 0;
    await follower.publisher.publish("host", "reborn");
    expect(await gapOf(follower)).toBe("genesis");
  });

  it("takes another Redis in the same place for a gap", async () => {
    await using follower = await follow();
    await follower.publisher.publish("host", "before");
    await waitFor(() => follower.applied.includes("before"), { deadlineMs: 5_000 });
    follower.gaps.length = 0;
    // As after a failover to a copy that lags: another stream, another head, ids in the past.
    await admin
      .multi()
      .del(streamKey)
      .xadd(streamKey, "5-1", "prev", "genesis", "items", "[]")
      .set(headKey, "5-1")
      .exec();
    expect(await gapOf(follower)).toBe("head");
    await waitFor(() => follower.ageMs() < 1_000, { deadlineMs: 5_000 });
  });

  it("takes a killed connection for a gap", async () => {
    await using follower = await follow();
    await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    expect(await gapOf(follower)).toBe("reconnect");
  });

  it("takes an entry that nobody of ours wrote for a gap, and goes on", async () => {
    await using follower = await follow();
    await admin.xadd(streamKey, "*", "hello", "world");
    expect(await gapOf(follower)).toBe("malformed");
    await follower.publisher.publish("host", "next");
    await waitFor(() => follower.applied.includes("next"), { deadlineMs: 5_000 });
  });

  it("stops vouching while Redis is frozen, and takes its return for a gap", async () => {
    await using follower = await follow();
    server.freeze();
    try {
      const startedMs = performance.now();
      await follower.publisher.publish("host", "unheard");
      expect(performance.now() - startedMs).toBeLessThan(3_000);
      await waitFor(() => follower.ageMs() > 2_000, { deadlineMs: 10_000 });
    } finally {
      server.thaw();
    }
    expect(await gapOf(follower)).toBe("reconnect");
  });

  it("announces nothing, at once, while Redis is gone", async () => {
    await using follower = await follow();
    await server.stop("kill");
    try {
      await waitFor(() => !follower.link.isUp(), { deadlineMs: 5_000 });
      let settled = false;
      void follower.publisher.publish("host", "nobody hears this").then(() => {
        settled = true;
      });
      await new Promise((resolve) => setImmediate(resolve));
      expect(settled).toBe(true);
    } finally {
      await server.start();
    }
    expect(await gapOf(follower)).toBe("reconnect");
  });
});

describe("control: entries numbered instead of linked", () => {
  it("a reader that only counts takes a flush and as many new entries for an unbroken stream", async () => {
    const counter = "test:sequence";
    const append = async (key: string) =>
      admin.xadd(streamKey, "*", "n", String(await admin.incr(counter)), "key", key);
    let lastNumber = 0;
    let gaps = 0;
    const read = async () => {
      const streams = await admin.xread("STREAMS", streamKey, "0-0");
      for (const [, fields] of streams?.[0]?.[1] ?? []) {
        const number = Number(fields[1]);
        if (number <= lastNumber) continue;
        if (number !== lastNumber + 1) gaps += 1;
        lastNumber = number;
      }
    };
    for (const key of ["a", "b", "c"]) await append(key);
    await read();
    await admin.flushall();
    for (const key of ["lost-1", "lost-2", "lost-3", "d"]) await append(key);
    await read();
    expect({ lastNumber, gaps }).toEqual({ lastNumber: 4, gaps: 0 });
  });
});
