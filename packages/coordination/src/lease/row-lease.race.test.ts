import { createVirtualClock, systemRandom } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SqlRunner } from "../sql-port.ts";
import { testContext } from "../testing/context.ts";
import { connectTestStore, openTestStore, type TestStore, type TestTx } from "../testing/store.ts";
import { holdsOver, leaseSteps, type WalkedLease } from "../testing/walk-lease.ts";
import { type Lease, takeLease } from "./lease.ts";
import { domainRow, rowLease } from "./row-lease.ts";
import { rowStatements } from "./row-store.ts";

let store: TestStore;
let other: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  other = connectTestStore({ url: store.url });
  await store.sql`CREATE TABLE pieces (
    id text PRIMARY KEY, made_by text, lease_holder text,
    lease_until timestamptz NOT NULL DEFAULT '-infinity', fence_token bigint NOT NULL DEFAULT 0)`;
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

const pieces = rowLease({ table: "pieces", key: ["id"] });
const statements = rowStatements("pieces", ["id"]);
const ttlMs = 60_000;
let made = 0;

async function newPiece(): Promise<string> {
  made += 1;
  await store.sql`INSERT INTO pieces (id) VALUES (${`piece-${made}`})`;
  return `piece-${made}`;
}

const rowOf = (id: string) => domainRow("pieces", statements, [id]);

async function take(id: string, { port } = store): Promise<Lease | null> {
  return takeLease(rowOf(id), port.pool, systemRandom, { ttlMs, replicaId: "race" });
}

async function taken(id: string): Promise<Lease> {
  const lease = await take(id);
  if (lease === null) throw new Error(`${id} is held`);
  return lease;
}

function deps({ port }: TestStore) {
  return { ...testContext(), sql: port, replicaId: "race" };
}

async function expire(id: string): Promise<void> {
  await store.sql`UPDATE pieces SET lease_until = clock_timestamp() - interval '1 ms' WHERE id = ${id}`;
}

type Prove = (sql: SqlRunner, lease: Lease) => Promise<boolean>;

/** Opens a write that has proved its lease, and stays open until it is told to end. */
async function openWrite(lease: Lease, prove: Prove) {
  const opened = Promise.withResolvers<boolean>();
  const finish = Promise.withResolvers<void>();
  const ended = store.port.transaction("write", async (tx) => {
    opened.resolve(await prove(store.port.within(tx), lease));
    await finish.promise;
  });
  expect(await opened.promise).toBe(true);
  return {
    async end(): Promise<void> {
      finish.resolve();
      await ended;
    },
  };
}

/** The planted fault: a proof that looks and locks nothing. */
const onlyLook: Prove = async (sql, { holder }) =>
  (await sql.query("SELECT 1 FROM pieces WHERE lease_holder = $1", [holder])).length === 1;

const isSomebodyWaiting = async () =>
  (await store.sql`SELECT 1 FROM pg_locks WHERE NOT granted`).length > 0;

describe("a takeover of a row", () => {
  /** What ends first: a write under way, or the taking of its row, whose time is over meanwhile. */
  async function raceTakeover(id: string, prove: Prove, leftMs: number) {
    const lease = await taken(id);
    const order: string[] = [];
    await store.sql`
      UPDATE pieces SET lease_until = clock_timestamp() + ${leftMs}::float8 * interval '1 ms'
      WHERE id = ${id}`;
    // What the write itself adds to the lease is over at once.
    const write = await openWrite({ ...lease, ttlMs: 1 }, prove);
    const isOver = async () =>
      (await store.sql`SELECT 1 FROM pieces WHERE id = ${id} AND lease_until <= clock_timestamp()`)
        .length === 1;
    await waitFor(isOver, { deadlineMs: 10_000 });
    const taking = take(id, other).then((next) => {
      order.push("taken");
      return next;
    });
    await waitFor(async () => order.length > 0 || (await isSomebodyWaiting()), {
      deadlineMs: 10_000,
      what: "the takeover waits, or has happened",
    });
    order.push("written");
    await write.end();
    return { lease, next: await taking, order };
  }

  it("waits for a fenced write of the last holder, and refuses the next one", async () => {
    const id = await newPiece();
    const { lease, next, order } = await raceTakeover(id, rowOf(id).prove, 2_000);
    expect(order).toEqual(["written", "taken"]);
    expect(next?.fence).toBe(lease.fence + 1n);
    const late = store.port.transaction("late", (tx) =>
      rowOf(id).prove(store.port.within(tx), lease),
    );
    expect(await late).toBe(false);
  });

  it("control: overtakes a write that only looked", async () => {
    const { order } = await raceTakeover(await newPiece(), onlyLook, 0);
    expect(order).toEqual(["taken", "written"]);
  });

  it("is not needed while its holder writes: what it commits has extended the lease", async () => {
    const id = await newPiece();
    const lease = await taken(id);
    await store.sql`UPDATE pieces SET lease_until = clock_timestamp() + interval '10 s' WHERE id = ${id}`;
    await (await openWrite(lease, rowOf(id).prove)).end();
    const [row] = await store.sql`
      SELECT lease_until > clock_timestamp() + interval '50 s' AS extended, fence_token::text AS fence
      FROM pieces WHERE id = ${id}`;
    expect(row).toEqual({ extended: true, fence: lease.fence.toString() });
  });

  it("of a held row is refused without waiting for its holder's write", async () => {
    const id = await newPiece();
    const write = await openWrite(await taken(id), rowOf(id).prove);
    expect(await take(id, other)).toBeNull();
    await write.end();
  });

  it("is won by one of many that try at once", async () => {
    const id = await newPiece();
    await taken(id);
    await expire(id);
    const tries = Array.from({ length: 16 }, (_, at) => take(id, at % 2 === 0 ? store : other));
    expect((await Promise.all(tries)).filter((lease) => lease !== null)).toHaveLength(1);
  });
});

describe("a renewal", () => {
  it("does not wait for a write that has its row: it fails at once, and the feed's connection is free", async () => {
    const id = await newPiece();
    const lease = await taken(id);
    const write = await openWrite(lease, rowOf(id).prove);
    await expect(rowOf(id).renew(store.port.feed, lease)).rejects.toMatchObject({ code: "55P03" });
    expect(await store.port.feed.query("SELECT 1 AS free")).toEqual([{ free: 1 }]);
    await write.end();
    expect(await rowOf(id).renew(store.port.feed, lease)).toBe(true);
  });

  it("that its own writes are always in the way of loses no lease", async () => {
    const id = await newPiece();
    const clock = createVirtualClock();
    const feed = { query: async () => Promise.reject(new Error("the row is locked")) };
    const busy = { ...deps(store), clock, sql: { ...store.port, feed } };
    const outcome = await pieces.hold(busy, { key: { id } }, async ({ signal, write }) => {
      for (let turn = 0; turn < 6; turn += 1) {
        await write(async () => undefined);
        await clock.advance(4_900);
      }
      return signal.aborted;
    });
    expect(outcome).toEqual({ held: true, value: false });
  });
});

describe("a holder that somebody has taken over from", () => {
  const madeBy = (by: string) => async (tx: TestTx, id: string) =>
    void (await tx`UPDATE pieces SET made_by = coalesce(made_by || ' ', '') || ${by} WHERE id = ${id}`);

  async function makeTwice(fenced: boolean): Promise<string> {
    const id = await newPiece();
    const first = pieces.hold(deps(store), { key: { id } }, async ({ write }) => {
      await expire(id);
      await pieces.hold(deps(other), { key: { id } }, (next) =>
        next.write((tx) => madeBy("second")(tx, id)),
      );
      if (fenced) await write((tx) => madeBy("first")(tx, id));
      else await store.port.transaction("unfenced", (tx) => madeBy("first")(tx, id));
    });
    if (fenced) await expect(first).rejects.toMatchObject({ code: "LEASE_LOST" });
    else await first;
    const [row] = await store.sql`SELECT made_by FROM pieces WHERE id = ${id}`;
    return String(row?.["made_by"]);
  }

  it("writes nothing more", async () => {
    expect(await makeTwice(true)).toBe("second");
  });

  it("control: writes what was written where it does not prove its lease", async () => {
    expect(await makeTwice(false)).toBe("second first");
  });
});

/** The planted fault: whoever takes the row again keeps the fence that is there. */
async function takeAndKeepFence(id: string): Promise<Lease | null> {
  const [row] = await store.sql`
    UPDATE pieces SET lease_holder = 'same', fence_token = 1, lease_until = clock_timestamp() + interval '1 minute'
    WHERE id = ${id} AND lease_until <= clock_timestamp()
    RETURNING fence_token::text AS fence`;
  if (row === undefined) return null;
  return { name: id, holder: "same", fence: BigInt(row["fence"]), ttlMs, stolen: false };
}

describe("over any sequence of claim, renew, release, steal and crash of a row", () => {
  async function newWalk(): Promise<WalkedLease & { readonly id: string }> {
    const id = await newPiece();
    return { id, row: rowOf(id), expire: () => expire(id) };
  }

  it("the fence strictly rises and no old one writes", async () => {
    const property = fc.asyncProperty(leaseSteps, async (steps) =>
      holdsOver(store, steps, await newWalk()),
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it("control: a row that keeps its fence for the next holder is caught", async () => {
    const property = fc.asyncProperty(leaseSteps, async (steps) => {
      const walk = await newWalk();
      return holdsOver(store, steps, { ...walk, take: () => takeAndKeepFence(walk.id) });
    });
    expect((await fc.check(property, { numRuns: 200 })).failed).toBe(true);
  });
});
