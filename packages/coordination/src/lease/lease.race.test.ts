import { systemRandom } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SqlRunner } from "../sql-port.ts";
import { connectTestStore, openTestStore, type TestStore } from "../testing/store.ts";
import { holdsOver, leaseSteps, type WalkedLease } from "../testing/walk-lease.ts";
import { acquireLease, type Lease, renewLease } from "./lease.ts";
import { namedLeaseRow } from "./lease-row.ts";
import { proveLeaseRow } from "./store.ts";

let store: TestStore;
let other: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  other = connectTestStore({ url: store.url });
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

const ttlMs = 60_000;

async function take(name: string, sql: SqlRunner = store.port.pool): Promise<Lease> {
  const lease = await acquireLease(sql, systemRandom, { name, ttlMs, replicaId: "race" });
  if (lease === null) throw new Error(`${name} is held`);
  return lease;
}

async function expire(name: string): Promise<void> {
  await store.sql`UPDATE leases SET lease_until = clock_timestamp() - interval '1 ms' WHERE name = ${name}`;
}

describe("a takeover", () => {
  it("waits for a fenced write of the last holder, which renewals do not", async () => {
    const lease = await take("handover");
    const opened = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const writing = store.port.transaction("write", async (tx) => {
      expect(await proveLeaseRow(store.port.within(tx), lease)).toBe(true);
      opened.resolve();
      await finish.promise;
    });
    await opened.promise;

    expect(await renewLease(store.port.feed, lease)).toBe(true);
    await expire("handover");
    let taken = false;
    const taking = take("handover", other.port.pool).then((next) => {
      taken = true;
      return next;
    });
    await waitFor(
      async () => {
        const waiting = await store.sql`SELECT 1 FROM pg_locks WHERE NOT granted`;
        return waiting.length > 0;
      },
      { deadlineMs: 5_000, what: "the takeover waits for the row" },
    );
    expect(taken).toBe(false);

    finish.resolve();
    await writing;
    expect((await taking).fence).toBe(lease.fence + 1n);
    const late = store.port.transaction("late", async (tx) =>
      proveLeaseRow(store.port.within(tx), lease),
    );
    expect(await late).toBe(false);
  });

  it("is won by one of many that try at once", async () => {
    await take("crowd");
    await expire("crowd");
    const tries = Array.from({ length: 16 }, async (_, index) =>
      acquireLease((index % 2 === 0 ? store : other).port.pool, systemRandom, {
        name: "crowd",
        ttlMs,
        replicaId: `try-${index}`,
      }),
    );
    expect((await Promise.all(tries)).filter((lease) => lease !== null)).toHaveLength(1);
  });
});

/** The planted fault: whoever takes the lease again keeps the fence that is there. */
async function takeAndKeepFence(name: string): Promise<Lease | null> {
  const [row] = await store.sql`
    INSERT INTO leases (name, lease_holder, fence_token, lease_until)
    VALUES (${name}, 'same', 1, clock_timestamp() + interval '1 minute')
    ON CONFLICT (name) DO UPDATE SET lease_until = excluded.lease_until
    WHERE leases.lease_until <= clock_timestamp()
    RETURNING fence_token::text AS fence`;
  if (row === undefined) return null;
  return { name, holder: "same", fence: BigInt(row["fence"]), ttlMs, stolen: false };
}

let names = 0;

function newLease(): WalkedLease {
  names += 1;
  const name = `property-${names}`;
  return { row: namedLeaseRow(name), expire: () => expire(name) };
}

describe("over any sequence of acquire, renew, release, steal and crash", () => {
  it("the fence strictly rises and no old one writes", async () => {
    const property = fc.asyncProperty(leaseSteps, (steps) => holdsOver(store, steps, newLease()));
    await fc.assert(property, { numRuns: 40 });
  });

  it("control: a lease that keeps its fence for the next holder is caught", async () => {
    const property = fc.asyncProperty(leaseSteps, (steps) => {
      const lease = newLease();
      return holdsOver(store, steps, { ...lease, take: () => takeAndKeepFence(lease.row.name) });
    });
    expect((await fc.check(property, { numRuns: 200 })).failed).toBe(true);
  });
});
