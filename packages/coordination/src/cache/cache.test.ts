import { createVirtualClock, type VirtualClock } from "@homeport/platform";
import { beforeEach, describe, expect, it } from "vitest";
import { metricValue, testContext } from "../testing/context.ts";
import { createStillFeed, type StillFeed } from "../testing/still-feed.ts";
import { type CacheOptions, createCache } from "./cache.ts";

let clock: VirtualClock;
let still: StillFeed;
let truth: Map<string, string>;
let loads: string[];

beforeEach(() => {
  clock = createVirtualClock();
  still = createStillFeed();
  truth = new Map([["a", "a1"]]);
  loads = [];
});

function options(overrides: Partial<CacheOptions<string>> = {}): CacheOptions<string> {
  return {
    name: "hosts",
    topics: ["host"],
    maxEntries: 3,
    maxAgeMs: 60_000,
    load: async (key) => {
      loads.push(key);
      return truth.get(key);
    },
    feed: still.feed,
    clock,
    metrics: testContext().metrics,
    ...overrides,
  };
}

describe("a cache", () => {
  it("reads a value once and serves it from then on", async () => {
    using cache = createCache(options());
    expect(await cache.get("a")).toBe("a1");
    expect(await cache.get("a")).toBe("a1");
    expect(loads).toEqual(["a"]);
  });

  it("reads once for all who ask at the same time", async () => {
    using cache = createCache(options());
    await Promise.all([cache.get("a"), cache.get("a"), cache.get("a")]);
    expect(loads).toEqual(["a"]);
  });

  it("forgets what an announcement names, and nothing else", async () => {
    using cache = createCache(options());
    truth.set("b", "b1");
    await cache.get("a");
    await cache.get("b");
    truth.set("a", "a2");
    still.apply("host", "a");
    expect(await cache.get("a")).toBe("a2");
    await cache.get("b");
    expect(loads).toEqual(["a", "b", "a"]);
  });

  it("asks its owner which entries an announcement concerns", async () => {
    using cache = createCache(
      options({
        topics: ["member"],
        keysOf: (_topic, key) => (key === "everyone" ? "all" : [`${key}a`]),
      }),
    );
    truth.set("xa", "x1");
    await cache.get("a");
    await cache.get("xa");
    still.apply("member", "x");
    expect(cache.entryCount()).toBe(1);
    still.apply("member", "everyone");
    expect(cache.entryCount()).toBe(0);
  });

  it("forgets everything when the feed may have missed something", async () => {
    using cache = createCache(options());
    await cache.get("a");
    still.flush("genesis");
    expect(cache.entryCount()).toBe(0);
  });

  it("serves nothing it kept while the feed is older than 2 s", async () => {
    using cache = createCache(options());
    await cache.get("a");
    truth.set("a", "a2");
    still.ageMs = 2_001;
    expect(await cache.get("a")).toBe("a2");
    expect(await cache.get("a")).toBe("a2");
    expect(loads).toEqual(["a", "a", "a"]);
  });

  it("control: a cache that takes its feed for young hands out what it kept", async () => {
    using cache = createCache(options());
    await cache.get("a");
    truth.set("a", "a2");
    expect(await cache.get("a")).toBe("a1");
    still.ageMs = 2_001;
    expect(await cache.get("a")).toBe("a2");
  });

  it("passes on that the store cannot answer, never an old value", async () => {
    let down = false;
    using cache = createCache(
      options({ load: async (key) => (down ? Promise.reject(new Error("down")) : truth.get(key)) }),
    );
    await cache.get("a");
    still.ageMs = 5_000;
    down = true;
    await expect(cache.get("a")).rejects.toThrow("down");
    still.ageMs = 0;
    down = false;
    expect(await cache.get("a")).toBe("a1");
  });

  it("forgets by age", async () => {
    using cache = createCache(options());
    await cache.get("a");
    await clock.advance(60_001);
    await cache.get("a");
    expect(loads).toEqual(["a", "a"]);
  });

  it("keeps its bound by dropping what was least recently used", async () => {
    using cache = createCache(options());
    for (const key of ["a", "b", "c", "a", "d"]) {
      truth.set(key, key);
      await cache.get(key);
    }
    expect(cache.entryCount()).toBe(3);
    loads = [];
    await cache.get("a");
    await cache.get("b");
    expect(loads).toEqual(["b"]);
  });

  it("keeps an absence only when told to, and within its own bound", async () => {
    using forgetful = createCache(options());
    await forgetful.get("none");
    await forgetful.get("none");
    expect(loads).toEqual(["none", "none"]);

    loads = [];
    using remembering = createCache(options({ negative: { maxEntries: 2, maxAgeMs: 1_000 } }));
    await remembering.get("a");
    for (const key of ["n1", "n2", "n3", "n3"]) await remembering.get(key);
    expect(loads).toEqual(["a", "n1", "n2", "n3"]);
    expect(remembering.entryCount()).toBe(3);
    await clock.advance(1_001);
    await remembering.get("n3");
    expect(loads).toHaveLength(5);
  });

  it("sees at once that an absent thing was created", async () => {
    using cache = createCache(options({ negative: { maxEntries: 2, maxAgeMs: 60_000 } }));
    expect(await cache.get("new")).toBeUndefined();
    truth.set("new", "here");
    still.apply("host", "new");
    expect(await cache.get("new")).toBe("here");
  });

  it("says STORE_BUSY when the value changes under each of its four reads", async () => {
    using cache = createCache(
      options({
        load: async (key) => {
          loads.push(key);
          still.apply("host", key);
          return "moving";
        },
      }),
    );
    await expect(cache.get("a")).rejects.toMatchObject({ code: "STORE_BUSY", retryable: true });
    expect(loads).toHaveLength(4);
  });

  it("reads again when the answer comes from before the process was frozen", async () => {
    let frozen = true;
    using cache = createCache(
      options({
        load: async (key) => {
          const value = truth.get(key);
          if (frozen) {
            // The row was read, then the process stood still, and the row changed meanwhile.
            frozen = false;
            still.ageMs = 10_000;
            await clock.advance(10_000);
            truth.set(key, "a2");
          }
          return value;
        },
      }),
    );
    expect(await cache.get("a")).toBe("a2");
  });

  it("does not share an error with those who ask later", async () => {
    let fail = true;
    using cache = createCache(
      options({ load: async (key) => (fail ? Promise.reject(new Error("once")) : truth.get(key)) }),
    );
    await expect(cache.get("a")).rejects.toThrow("once");
    fail = false;
    expect(await cache.get("a")).toBe("a1");
  });

  it("counts hits, misses and reads past a stale feed", async () => {
    const { metrics } = testContext();
    using cache = createCache(options({ metrics }));
    await cache.get("a");
    await cache.get("a");
    still.ageMs = 9_000;
    await cache.get("a");
    const count = async (result: string) =>
      metricValue(metrics, `homeport_cache_requests_total{name="hosts",result="${result}"}`);
    expect([await count("miss"), await count("hit"), await count("stale")]).toEqual([1, 1, 1]);
  });
});
