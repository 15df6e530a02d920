import { systemClock } from "@homeport/platform";
import { freshRedis, ownRedis, waitFor } from "@homeport/testkit";
import { describe, expect, it } from "vitest";
import { connectRedis } from "../redis/connect.ts";
import { metricValue, testContext } from "../testing/context.ts";
import { createFleetTier, type FleetTier } from "./fleet-tier.ts";
import { createLimiter, type Limiter } from "./limiter.ts";
import { defineFleetRateClasses, defineRateClasses } from "./rate.ts";

const burst = 6;
/** G is small enough that nothing is filled up again while a test runs, but for the one that waits for it. */
const classes = {
  ...defineFleetRateClasses({ guess: `1/h+${burst}`, quick: "20/s+2" }),
  ...defineRateClasses({ page: `1/h+${burst}` }),
};
/** So that what counts here is the sum, and not how busy the machine is. */
const patientMs = 10_000;
const usualMs = 50;
type Name = keyof typeof classes;

interface Replica {
  readonly limiter: Limiter<Name>;
  readonly tier: FleetTier;
  readonly metrics: ReturnType<typeof testContext>["metrics"];
}

/** One process: a link to Redis, a tier and a limiter of its own. */
async function openReplica(
  stack: AsyncDisposableStack,
  url: string,
  maxReplicas: number,
  deadlineMs = patientMs,
): Promise<Replica> {
  const context = testContext();
  const redis = stack.use(await connectRedis({ ...context, url, use: "main" }));
  const tier = stack.use(createFleetTier({ ...context, redis, deadlineMs }));
  const isReady = async () => (await tier.ask("guess", classes.guess, "nobody", 0)) === 0;
  await waitFor(isReady, { deadlineMs: 5_000 });
  const limiter = createLimiter({ ...context, classes, maxReplicas, fleet: tier });
  return { limiter, tier, metrics: context.metrics };
}

function openReplicas(
  stack: AsyncDisposableStack,
  url: string,
  count: number,
  maxReplicas: number,
): Promise<Replica[]> {
  return Promise.all(Array.from({ length: count }, () => openReplica(stack, url, maxReplicas)));
}

/** Processes that are to leave Redis alone. */
function openLocal(count: number, maxReplicas: number) {
  return Array.from({ length: count }, () => ({
    limiter: createLimiter({ ...testContext(), classes, maxReplicas }),
  }));
}

/** How many of `tries` pass, spread over the replicas and each after the one before. */
async function countPassed(
  replicas: readonly Pick<Replica, "limiter">[],
  tries: number,
  key: string,
) {
  let passed = 0;
  for (let at = 0; at < tries; at += 1) {
    const decision = await replicas[at % replicas.length]?.limiter.takeFleet("guess", key);
    if (decision?.allowed) passed += 1;
  }
  return passed;
}

describe("a class of the whole fleet", () => {
  it.each([2, 4])(
    "lets exactly its burst pass over %i replicas that count as one",
    async (count) => {
      await using stack = new AsyncDisposableStack();
      const { url } = stack.use(await freshRedis());
      const replicas = await openReplicas(stack, url, count, 1);
      expect(await countPassed(replicas, 10 * count, "192.0.2.1")).toBe(burst);
    },
  );

  it("control: where Redis is not asked, each of them lets its own burst pass", async () => {
    expect(await countPassed(openLocal(4, 1), 40, "192.0.2.1")).toBe(4 * burst);
  });

  it("holds its sum also where every share is rounded up to one, which shares alone do not", async () => {
    await using stack = new AsyncDisposableStack();
    const { url } = stack.use(await freshRedis());
    const replicas = await openReplicas(stack, url, 8, 8);
    expect(await countPassed(replicas, 16, "192.0.2.1")).toBe(burst);
    expect(await countPassed(openLocal(8, 8), 16, "192.0.2.1")).toBe(8);
  });

  it("admits no more than its burst when all ask at once, and counts who decided", async () => {
    await using stack = new AsyncDisposableStack();
    const { url } = stack.use(await freshRedis());
    const replicas = await openReplicas(stack, url, 4, 1);
    const asked = replicas.flatMap(({ limiter }) =>
      Array.from({ length: burst }, () => limiter.takeFleet("guess", "k")),
    );
    const decisions = await Promise.all(asked);
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(burst);
    const counts = await Promise.all(
      replicas.map(({ metrics }) =>
        metricValue(
          metrics,
          'homeport_rate_decisions_total{class="guess",result="refused",tier="fleet"}',
        ),
      ),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3 * burst);
  });

  it("lets one pass after the wait that it names, and a question takes nothing", async () => {
    await using stack = new AsyncDisposableStack();
    const { url } = stack.use(await freshRedis());
    const [one, other] = await openReplicas(stack, url, 2, 1);
    if (one === undefined || other === undefined) throw new Error("no replicas");
    expect(await one.limiter.askFleet("guess", "k")).toEqual({ allowed: true });
    expect(await countPassed([one], burst, "k")).toBe(burst);
    const hour = await other.limiter.askFleet("guess", "k");
    if (hour.allowed) throw new Error("not refused");
    expect(hour.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(hour.retryAfterMs).toBeLessThanOrEqual(3_600_000);
    await one.tier.ask("quick", classes.quick, "k", 1);
    await one.tier.ask("quick", classes.quick, "k", 1);
    const wait = await other.tier.ask("quick", classes.quick, "k", 0);
    await systemClock.sleep(wait ?? 0);
    expect(await other.tier.ask("quick", classes.quick, "k", 1)).toBe(0);
  });

  it("tells Redis no address, and leaves nothing there for longer than a bucket takes to fill", async () => {
    await using stack = new AsyncDisposableStack();
    const { url } = stack.use(await freshRedis());
    const { limiter } = await openReplica(stack, url, 1);
    const admin = stack.use(await connectRedis({ ...testContext(), url, use: "main" }));
    await limiter.takeFleet("guess", "address 192.0.2.77");
    const keys = await admin.client.keys("*");
    expect(keys).toEqual([expect.stringMatching(/^homeport:rate:guess:[\w-]{22}$/)]);
    expect(await admin.client.pttl(keys[0] ?? "")).toBeGreaterThan(3_500_000);
    expect(await admin.client.pttl(keys[0] ?? "")).toBeLessThanOrEqual(3_600_000);
  });

  it("is shut by no foreign value for longer than its rate says", async () => {
    await using stack = new AsyncDisposableStack();
    const { url } = stack.use(await freshRedis());
    const { tier } = await openReplica(stack, url, 1);
    const admin = stack.use(await connectRedis({ ...testContext(), url, use: "main" }));
    await tier.ask("guess", classes.guess, "k", 1);
    const [key = ""] = await admin.client.keys("*");
    await admin.client.set(key, "9".repeat(30));
    expect(await tier.ask("guess", classes.guess, "k", 1)).toBeLessThanOrEqual(3_600_000);
    await admin.client.set(key, "no number");
    expect(await tier.ask("guess", classes.guess, "k", 1)).toBe(0);
    await admin.client.del(key);
    await admin.client.lpush(key, "a list");
    expect(await tier.ask("guess", classes.guess, "k", 1)).toBeNull();
  });
});

describe("while Redis is away, the local share decides", () => {
  const failures = "homeport_rate_fleet_failures_total";

  it("frozen: nobody is refused for it, and it is asked again only once a second", async () => {
    await using stack = new AsyncDisposableStack();
    const store = stack.use(await ownRedis());
    const { limiter, tier, metrics } = await openReplica(stack, store.url, 2, usualMs);
    const before = await metricValue(metrics, failures);
    const failed = async () => (await metricValue(metrics, failures)) - before;
    store.freeze();
    const startedMs = performance.now();
    for (let at = 0; at < burst; at += 1) {
      expect((await limiter.takeFleet("guess", "k")).allowed).toBe(at < burst / 2);
    }
    let asked = 0;
    const isAskedAgain = async () => {
      expect(await tier.ask("guess", classes.guess, "k", 1)).toBeNull();
      asked += 1;
      return (await failed()) >= 2;
    };
    await waitFor(isAskedAgain, { deadlineMs: 10_000 });
    expect(asked).toBeGreaterThan(2);
    const seconds = (performance.now() - startedMs) / 1_000;
    expect(await failed()).toBeLessThanOrEqual(1 + seconds);
    store.thaw();
    await waitFor(async () => (await tier.ask("guess", classes.guess, "new", 1)) === 0, {
      deadlineMs: 10_000,
    });
  });

  it("flushed, with its scripts: it starts anew without an error", async () => {
    await using stack = new AsyncDisposableStack();
    const { url } = stack.use(await ownRedis());
    const replica = await openReplica(stack, url, 1);
    const admin = stack.use(await connectRedis({ ...testContext(), url, use: "main" }));
    await replica.tier.ask("guess", { ...classes.guess, burst: 1 }, "k", 1);
    expect(await replica.tier.ask("guess", { ...classes.guess, burst: 1 }, "k", 1)).not.toBe(0);
    await admin.client.flushall();
    await admin.client.script("FLUSH");
    expect(await replica.tier.ask("guess", { ...classes.guess, burst: 1 }, "k", 1)).toBe(0);
    expect(await metricValue(replica.metrics, failures)).toBe(0);
  });

  it("gone: its share passes, and Redis counts again when it is back", async () => {
    await using stack = new AsyncDisposableStack();
    const store = stack.use(await ownRedis());
    const replica = await openReplica(stack, store.url, 2, usualMs);
    await store.stop();
    await waitFor(async () => (await replica.tier.ask("guess", classes.guess, "k", 1)) === null, {
      deadlineMs: 5_000,
    });
    expect(await countPassed([replica], burst, "k")).toBe(burst / 2);
    await store.start();
    await waitFor(async () => (await replica.tier.ask("guess", classes.guess, "k", 1)) === 0, {
      deadlineMs: 10_000,
    });
  });
});

it("a class of one process asks no store, and is not mistaken for one of the fleet", async () => {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await freshRedis());
  const { limiter } = await openReplica(stack, url, 1);
  const admin = stack.use(await connectRedis({ ...testContext(), url, use: "main" }));
  expect((await limiter.takeFleet("page", "k")).allowed).toBe(true);
  expect(limiter.take("page", "k").allowed).toBe(true);
  expect(await admin.client.dbsize()).toBe(0);
  expect(() => limiter.take("guess", "k")).toThrow("takeFleet");
});
