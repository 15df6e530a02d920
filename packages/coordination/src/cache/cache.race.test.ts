import { createVirtualClock } from "@homeport/platform";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testContext } from "../testing/context.ts";
import { createStillFeed, type StillFeed } from "../testing/still-feed.ts";
import { createCache } from "./cache.ts";

interface Read {
  get(key: string): Promise<number | undefined>;
}

type Build = (load: (key: string) => Promise<number>, still: StillFeed) => Read;

const asBuilt: Build = (load, still) =>
  createCache<number>({
    name: "race",
    topics: ["host"],
    maxEntries: 10,
    maxAgeMs: 60_000,
    load,
    feed: still.feed,
    clock: createVirtualClock(),
    metrics: testContext().metrics,
  });

/** The planted fault: invalidation drops what is kept, and what is being read is kept and handed out all the same. */
const withoutGenerations: Build = (load, still) => {
  const kept = new Map<string, number>();
  still.add(["host"], { apply: (_topic, key) => void kept.delete(key), flush: () => kept.clear() });
  return {
    async get(key) {
      const value = kept.get(key) ?? (await load(key));
      kept.set(key, value);
      return value;
    },
  };
};

/**
 * One reader reads over and over while one writer raises the value and announces each change. `true` when
 * nobody was handed a value older than the newest invalidation that came before it was handed out.
 */
async function tellsNobodyOld(scheduler: fc.Scheduler, build: Build): Promise<boolean> {
  const still = createStillFeed();
  let truth = 0;
  let announced = 0;
  /** A moment at which the scheduler may let anything else go first. */
  const turn = async () => scheduler.schedule(Promise.resolve());
  const cache = build(async () => {
    const found = truth;
    await turn();
    return found;
  }, still);
  let honest = true;
  const ask = async () => {
    await turn();
    const value = await cache.get("k").catch(() => announced);
    if ((value ?? 0) < announced) honest = false;
  };
  const write = async () => {
    await turn();
    truth += 1;
    announced = truth;
    still.apply("host", "k");
  };
  const all = [ask(), write(), ask(), write(), ask(), write(), ask()];
  await scheduler.waitFor(Promise.all(all));
  return honest;
}

describe("over random schedules of reads and invalidations", () => {
  it("a value that was read before its invalidation reaches nobody", async () => {
    const property = fc.asyncProperty(fc.scheduler(), async (s) => tellsNobodyOld(s, asBuilt));
    await fc.assert(property, { numRuns: 300 });
  });

  it("control: a cache that only deletes hands out what it was reading", async () => {
    const property = fc.asyncProperty(fc.scheduler(), async (s) =>
      tellsNobodyOld(s, withoutGenerations),
    );
    expect((await fc.check(property, { numRuns: 1_000 })).failed).toBe(true);
  });
});
