import {
  createMetrics,
  createVirtualClock,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestTx } from "../testing/store.ts";
import { openTestStore, type TestStore } from "../testing/store.ts";
import { expireLease } from "./expire-lease.ts";
import type { LeaseDeps } from "./hold-lease.ts";
import { acquireLease, releaseLease, renewLease } from "./lease.ts";
import { listLeases } from "./list-leases.ts";
import { oncePer } from "./once-per.ts";
import { withLease } from "./with-lease.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  await store.sql`CREATE TABLE effects (id serial PRIMARY KEY, fence bigint NOT NULL)`;
});
afterAll(async () => store[Symbol.asyncDispose]());

function deps(overrides: Partial<LeaseDeps<TestTx>> = {}): LeaseDeps<TestTx> {
  return {
    sql: store.port,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics({ app: "test", version: "0" }),
    replicaId: "test-1",
    ...overrides,
  };
}

async function acquire(name: string, ttlMs = 10_000) {
  return acquireLease(store.port.pool, systemRandom, { name, ttlMs, replicaId: "test-1" });
}

async function expire(name: string): Promise<void> {
  await store.sql`UPDATE leases SET lease_until = clock_timestamp() - interval '1 ms' WHERE name = ${name}`;
}

describe("a lease", () => {
  it("is held by one caller at a time", async () => {
    expect(await acquire("one")).not.toBeNull();
    expect(await acquire("one")).toBeNull();
  });

  it("gets a higher fence each time it is taken, also by the same process", async () => {
    const first = await acquire("rising");
    if (first !== null) await releaseLease(store.port.pool, first);
    const second = await acquire("rising");
    expect(second?.fence).toBe((first?.fence ?? 0n) + 1n);
    expect(second?.holder).not.toBe(first?.holder);
    expect(second?.stolen).toBe(false);
  });

  it("says when it was taken from a holder that let it run out", async () => {
    await acquire("stolen");
    await expire("stolen");
    expect((await acquire("stolen"))?.stolen).toBe(true);
  });

  it("is extended by its holder only, and not once it has run out", async () => {
    const lease = await acquire("renewed");
    if (lease === null) throw new Error("not taken");
    expect(await renewLease(store.port.feed, lease)).toBe(true);
    expect(await renewLease(store.port.feed, { ...lease, holder: "somebody" })).toBe(false);
    await expire("renewed");
    expect(await renewLease(store.port.feed, lease)).toBe(false);
  });

  it("keeps its row and fence when released, whoever releases it", async () => {
    const lease = await acquire("kept");
    if (lease === null) throw new Error("not taken");
    await releaseLease(store.port.pool, { ...lease, holder: "somebody" });
    expect(await acquire("kept")).toBeNull();
    await releaseLease(store.port.pool, lease);
    const [row] = await store.sql`SELECT fence_token::int AS fence FROM leases WHERE name = 'kept'`;
    expect(row?.["fence"]).toBe(Number(lease.fence));
  });
});

describe("leases in a list", () => {
  const find = async (name: string) =>
    (await listLeases(store.port.pool)).find((lease) => lease.name === name);

  it("show who holds them and for how long still, by the store's clock", async () => {
    const lease = await acquire("shown", 60_000);
    const shown = await find("shown");
    expect(shown).toMatchObject({ holder: lease?.holder, fence: "1", doneAgoMs: null });
    expect(shown?.leftMs).toBeGreaterThan(0);
    expect(shown?.leftMs).toBeLessThanOrEqual(60_000);
    expect(shown?.heldMs).toBeGreaterThanOrEqual(0);
  });

  it("show nobody once they were given up or have run out, and keep their fence", async () => {
    const lease = await acquire("free");
    if (lease !== null) await releaseLease(store.port.pool, lease);
    expect(await find("free")).toMatchObject({ holder: null, leftMs: null, fence: "1" });
    await acquire("ran-out");
    await expire("ran-out");
    expect(await find("ran-out")).toMatchObject({ holder: null, leftMs: null });
  });

  it("show when work under them last ended well", async () => {
    await oncePer(deps(), { name: "counted", everyMs: 1 }, async () => undefined);
    expect((await find("counted"))?.doneAgoMs).toBeGreaterThanOrEqual(0);
  });
});

describe("a lease that somebody expires", () => {
  it("is free at once, and its holder writes nothing more", async () => {
    const work = withLease(deps(), { name: "stuck" }, async ({ write, fence }) => {
      await expireLease(store.port.pool, { name: "stuck", fence });
      const next = await acquire("stuck");
      expect(next).toMatchObject({ fence: fence + 1n, stolen: true });
      await write(async (tx) => void (await tx`INSERT INTO effects (fence) VALUES (77)`));
    });
    await expect(work).rejects.toMatchObject({ code: "LEASE_LOST" });
    expect(await store.sql`SELECT 1 FROM effects WHERE fence = 77`).toHaveLength(0);
  });

  it("under another fence, or held by nobody, is left alone", async () => {
    const lease = await acquire("moved");
    if (lease === null) throw new Error("not taken");
    const asked = (fence: bigint) => expireLease(store.port.pool, { name: "moved", fence });
    await expect(asked(lease.fence + 1n)).rejects.toMatchObject({ code: "LEASE_MOVED" });
    expect(await renewLease(store.port.feed, lease)).toBe(true);
    await asked(lease.fence);
    await expect(asked(lease.fence)).rejects.toMatchObject({ code: "LEASE_MOVED" });
  });
});

describe("work under a lease", () => {
  it("commits through its fenced write and gives the lease up afterwards", async () => {
    const outcome = await withLease(deps(), { name: "work" }, async ({ write, fence }) => {
      await write(
        async (tx) => void (await tx`INSERT INTO effects (fence) VALUES (${fence.toString()})`),
      );
      return fence;
    });
    expect(outcome).toEqual({ held: true, value: 1n });
    expect(await acquire("work")).not.toBeNull();
  });

  it("does not run where somebody else holds the lease", async () => {
    await acquire("taken");
    let ran = false;
    const outcome = await withLease(deps(), { name: "taken" }, async () => {
      ran = true;
    });
    expect(outcome).toEqual({ held: false });
    expect(ran).toBe(false);
  });

  it("writes nothing once another holder has the lease", async () => {
    const before = await store.sql`SELECT count(*)::int AS n FROM effects`;
    const work = withLease(deps(), { name: "lost" }, async ({ write }) => {
      await expire("lost");
      await acquire("lost");
      await write(async (tx) => void (await tx`INSERT INTO effects (fence) VALUES (1)`));
    });
    await expect(work).rejects.toMatchObject({ code: "LEASE_LOST" });
    expect(await store.sql`SELECT count(*)::int AS n FROM effects`).toEqual(before);
  });

  it("leaves nothing of a write that fails half way", async () => {
    const work = withLease(deps(), { name: "half" }, async ({ write }) => {
      await write(async (tx) => {
        await tx`INSERT INTO effects (fence) VALUES (4242)`;
        throw new Error("half way");
      });
    });
    await expect(work).rejects.toThrow("half way");
    expect(await store.sql`SELECT 1 FROM effects WHERE fence = 4242`).toHaveLength(0);
  });

  it("is told by its own clock 2 s before the lease runs out, without asking a store", async () => {
    const clock = createVirtualClock();
    const silent = { query: async () => new Promise<never>(() => undefined) };
    const cut = { ...store.port, feed: silent };
    let reason: unknown;
    const work = withLease(
      deps({ clock, sql: cut }),
      { name: "cut", ttlMs: 15_000 },
      async ({ signal }) => {
        await clock.advance(9_900);
        expect(signal.aborted).toBe(false);
        await clock.advance(3_100);
        reason = signal.reason;
      },
    );
    let ended = false;
    void work.finally(() => {
      ended = true;
    });
    await waitFor(async () => clock.advance(100).then(() => ended), { deadlineMs: 5_000 });
    expect(reason).toMatchObject({ code: "LEASE_LOST" });
  });
});

describe("once per period", () => {
  it("runs once and then not again until the period is over", async () => {
    const input = { name: "hourly", everyMs: 3_600_000 };
    expect(await oncePer(deps(), input, async () => "ran")).toEqual({ held: true, value: "ran" });
    expect(await oncePer(deps(), input, async () => "again")).toEqual({ held: false });
    await store.sql`UPDATE leases SET last_done_at = last_done_at - interval '1 hour' WHERE name = 'hourly'`;
    expect(await oncePer(deps(), input, async () => "later")).toEqual({
      held: true,
      value: "later",
    });
  });

  it("does not count a run that failed", async () => {
    const input = { name: "failing", everyMs: 3_600_000 };
    await expect(
      oncePer(deps(), input, async () => Promise.reject(new Error("no"))),
    ).rejects.toThrow("no");
    expect((await oncePer(deps(), input, async () => "ran")).held).toBe(true);
  });
});
