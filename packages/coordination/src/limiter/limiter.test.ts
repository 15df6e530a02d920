import { createVirtualClock } from "@homeport/platform";
import { describe, expect, it } from "vitest";
import { metricValue, testContext } from "../testing/context.ts";
import { createLimiter } from "./limiter.ts";
import { defineRateClasses, parseRate } from "./rate.ts";

const classes = defineRateClasses({ page: "600/m+200", rare: "10/h+20", single: "1/s+1" });

function limiterAt(
  clock: ReturnType<typeof createVirtualClock>,
  maxReplicas = 1,
  maxKeys?: number,
) {
  const { log, metrics } = testContext();
  return createLimiter({
    classes,
    maxReplicas,
    clock,
    log,
    metrics,
    ...(maxKeys ? { maxKeys } : {}),
  });
}

/** Offers `perSecond` requests a second for `seconds`, spread over the replicas; returns how many passed. */
async function offer(replicas: number, perSecond: number, seconds: number, ignoreShare = false) {
  const clock = createVirtualClock();
  const fleet = Array.from({ length: replicas }, () =>
    limiterAt(clock, ignoreShare ? 1 : replicas),
  );
  let passed = 0;
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    for (let n = 0; n < perSecond / 10; n += 1) {
      if (fleet[n % replicas]?.take("page", "visitor").allowed) passed += 1;
    }
    await clock.advance(100);
  }
  return passed;
}

const perSecond = 10;
const burst = 200;

describe("the sum over a fleet", () => {
  it.each([1, 2, 4])(
    "is at most G × time + B with %i replicas under five times the load",
    async (replicas) => {
      const passed = await offer(replicas, 5 * perSecond, 60);
      expect(passed).toBeLessThanOrEqual(perSecond * 60 + burst);
      expect(passed).toBeGreaterThanOrEqual(perSecond * 60);
    },
  );

  it("control: replicas that ignore how many they are let more than that pass", async () => {
    expect(await offer(4, 5 * perSecond, 60, true)).toBeGreaterThan(perSecond * 60 + burst);
  });

  it("leaves a client that is held to one replica its share G/N", async () => {
    const clock = createVirtualClock();
    const limiter = limiterAt(clock, 4);
    let passed = 0;
    for (let second = 0; second < 120; second += 1) {
      for (let n = 0; n < 20; n += 1) if (limiter.take("page", "pinned").allowed) passed += 1;
      await clock.advance(1_000);
    }
    expect(passed).toBeGreaterThanOrEqual((perSecond / 4) * 119);
    expect(passed).toBeLessThanOrEqual((perSecond / 4) * 120 + burst / 4);
  });

  it("lets each process pass at least one when the burst is smaller than the fleet", () => {
    const limiter = limiterAt(createVirtualClock(), 64);
    expect(limiter.take("single", "k").allowed).toBe(true);
    expect(limiter.take("single", "k").allowed).toBe(false);
  });
});

describe("a bucket", () => {
  it("starts full and says how long until one request passes", async () => {
    const clock = createVirtualClock();
    const limiter = limiterAt(clock);
    for (let n = 0; n < 20; n += 1) expect(limiter.take("rare", "k").allowed).toBe(true);
    const refused = limiter.take("rare", "k");
    if (refused.allowed) throw new Error("not refused");
    expect(refused.retryAfterMs).toBe(360_000);
    await clock.advance(refused.retryAfterMs - 1);
    expect(limiter.take("rare", "k").allowed).toBe(false);
    await clock.advance(1);
    expect(limiter.take("rare", "k").allowed).toBe(true);
    expect(limiter.take("rare", "k").allowed).toBe(false);
  });

  it("belongs to one class and one key", () => {
    const limiter = limiterAt(createVirtualClock());
    limiter.take("single", "a");
    expect(limiter.take("single", "a").allowed).toBe(false);
    expect(limiter.take("single", "b").allowed).toBe(true);
    expect(limiter.take("page", "a").allowed).toBe(true);
  });

  it("costs nothing when refused", async () => {
    const clock = createVirtualClock();
    const limiter = limiterAt(clock);
    limiter.take("single", "k");
    for (let n = 0; n < 50; n += 1) limiter.take("single", "k");
    await clock.advance(1_000);
    expect(limiter.take("single", "k").allowed).toBe(true);
  });

  it("counts decisions by class", async () => {
    const { log, metrics } = testContext();
    const limiter = createLimiter({
      classes,
      maxReplicas: 1,
      clock: createVirtualClock(),
      log,
      metrics,
    });
    limiter.take("single", "k");
    limiter.take("single", "k");
    const refused = 'homeport_rate_decisions_total{class="single",result="refused",tier="local"}';
    expect(await metricValue(metrics, refused)).toBe(1);
  });
});

describe("many keys", () => {
  it("a flood of 200,000 keys does not refill a drained bucket", () => {
    const limiter = limiterAt(createVirtualClock());
    while (limiter.take("page", "drained").allowed);
    for (let n = 0; n < 200_000; n += 1) limiter.take("page", `flood-${n}`);
    expect(limiter.keyCount()).toBe(100_000);
    expect(limiter.take("page", "drained").allowed).toBe(false);
  });

  it("makes room by full buckets first, then by the fullest", async () => {
    const clock = createVirtualClock();
    const limiter = limiterAt(clock, 1, 3);
    limiter.take("page", "refilled");
    await clock.advance(1_000);
    for (let n = 0; n < 5; n += 1) limiter.take("page", "low");
    for (let n = 0; n < 2; n += 1) limiter.take("page", "high");
    limiter.take("page", "new-1");
    limiter.take("page", "new-2");
    limiter.take("page", "new-3");
    expect(limiter.keyCount()).toBe(3);
    let left = 0;
    while (limiter.take("page", "low").allowed) left += 1;
    expect(left).toBe(burst - 5);
  });
});

describe("a rate", () => {
  it.each([
    ["600/m+200", { perSecond: 10, burst: 200 }],
    ["600/m + 200", { perSecond: 10, burst: 200 }],
    ["5/s", { perSecond: 5, burst: 5 }],
    ["10/h", { perSecond: 10 / 3_600, burst: 1 }],
  ])("is read from %s", (text, rate) => {
    expect(parseRate(text)).toEqual(rate);
  });

  it.each(["0/s", "10", "10/d", "-1/s", "1.5/s", "10/s+0", "1e3/s", ""])(
    "is not read from %j",
    (text) => {
      expect(parseRate(text)).toBeNull();
    },
  );

  it("that a program declares wrongly ends it at once", () => {
    expect(() => defineRateClasses({ broken: "many" })).toThrow("broken");
  });
});

describe("a rate that an app was given", () => {
  const rate = { perSecond: 10, burst: 20 };

  it("is shared by the replicas like a class of its own", () => {
    const passed = (replicas: number) => {
      const limiter = limiterAt(createVirtualClock(), replicas);
      const tries = Array.from({ length: 30 }, () => limiter.takeAt("app", rate, "a").allowed);
      return tries.filter(Boolean).length;
    };
    expect([passed(1), passed(2), passed(4)]).toEqual([20, 10, 5]);
  });

  it("holds from the next request when it changes, and locks nobody out", async () => {
    const clock = createVirtualClock();
    const limiter = limiterAt(clock);
    for (let n = 0; n < 20; n += 1) limiter.takeAt("app", rate, "a");
    expect(limiter.takeAt("app", rate, "a").allowed).toBe(false);
    const wider = limiter.takeAt("app", { perSecond: 1_000, burst: 2_000 }, "a");
    if (wider.allowed) throw new Error("not refused");
    expect(wider.retryAfterMs).toBe(1);
    await clock.advance(1);
    expect(limiter.takeAt("app", { perSecond: 1_000, burst: 2_000 }, "a").allowed).toBe(true);
  });
});

describe("what has flowed already", () => {
  const rate = { perSecond: 1_000, burst: 1_000 };

  it("is charged beyond what the bucket holds, and says how long it stays overdrawn", async () => {
    const clock = createVirtualClock();
    const limiter = limiterAt(clock, 2);
    expect(limiter.charge("bytes", rate, "a", 500)).toBe(0);
    expect(limiter.charge("bytes", rate, "a", 2_000)).toBe(4_000);
    expect(limiter.charge("bytes", rate, "a", 0)).toBe(4_000);
    await clock.advance(3_999);
    expect(limiter.charge("bytes", rate, "a", 0)).toBe(1);
    await clock.advance(1);
    expect(limiter.charge("bytes", rate, "a", 0)).toBe(0);
  });

  it("keeps no key for a question, and no more keys than allowed", () => {
    const limiter = limiterAt(createVirtualClock(), 1, 10);
    limiter.charge("bytes", rate, "asked", 0);
    expect(limiter.keyCount()).toBe(0);
    for (let n = 0; n < 30; n += 1) limiter.charge("bytes", rate, `app-${n}`, 5_000);
    expect(limiter.keyCount()).toBe(10);
  });
});
