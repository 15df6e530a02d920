import { createLog, createVirtualClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { metricValue, testContext } from "../testing/context.ts";
import { openTestStore, type TestStore, type TestTx } from "../testing/store.ts";
import type { LeaseDeps } from "./hold-lease.ts";
import { rowLease } from "./row-lease.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  // Names that have to be quoted, and a key of two columns of which one is no text.
  await store.sql`CREATE TABLE "odd ""work""; --" (
    "The kind" text, number bigint, result text, lease_holder text,
    lease_until timestamptz NOT NULL DEFAULT '-infinity', fence_token bigint NOT NULL DEFAULT 0,
    PRIMARY KEY ("The kind", number))`;
});
afterAll(async () => store[Symbol.asyncDispose]());

const works = rowLease({ table: 'odd "work"; --', key: ["The kind", "number"] });
let made = 0;

async function newKey() {
  made += 1;
  await store.sql`INSERT INTO "odd ""work""; --" ("The kind", number) VALUES ('a', ${made})`;
  return { "The kind": "a", number: BigInt(made) };
}

async function readRow({ number }: { number: bigint }) {
  const [row] = await store.sql`
    SELECT result, lease_holder AS holder, fence_token::int AS fence, lease_until = '-infinity' AS free
    FROM "odd ""work""; --" WHERE number = ${number.toString()}`;
  return row;
}

function deps(overrides: Partial<LeaseDeps<TestTx>> = {}): LeaseDeps<TestTx> {
  return { ...testContext(), sql: store.port, replicaId: "test-1", ...overrides };
}

const writeResult = (tx: TestTx, { number }: { number: bigint }) =>
  tx`UPDATE "odd ""work""; --" SET result = 'made' WHERE number = ${number.toString()}`;

describe("a leased row", () => {
  it("is held by one caller at a time, and the rows beside it are not", async () => {
    const [key, beside] = [await newKey(), await newKey()];
    const outcome = await works.hold(deps(), { key }, async () => ({
      again: await works.hold(deps(), { key }, async () => "ran"),
      beside: await works.hold(deps(), { key: beside }, async () => "ran"),
    }));
    expect(outcome).toEqual({
      held: true,
      value: { again: { held: false }, beside: { held: true, value: "ran" } },
    });
  });

  it("gets a higher fence each time it is taken, and keeps it when released", async () => {
    const key = await newKey();
    const fences = [];
    for (let turn = 0; turn < 3; turn += 1) {
      fences.push(await works.hold(deps(), { key }, async ({ fence }) => fence));
      expect(await readRow(key)).toMatchObject({ fence: turn + 1, free: true });
    }
    expect(fences).toEqual([1n, 2n, 3n].map((value) => ({ held: true, value })));
  });

  it("that does not exist is held by nobody", async () => {
    const key = { "The kind": "none", number: 0 };
    expect(await works.hold(deps(), { key }, async () => "ran")).toEqual({ held: false });
  });

  it("takes what is written under it with all other facts of the outcome, or nothing", async () => {
    const key = await newKey();
    const half = works.hold(deps(), { key }, async ({ write }) => {
      await write(async (tx) => {
        await writeResult(tx, key);
        throw new Error("half way");
      });
    });
    await expect(half).rejects.toThrow("half way");
    expect(await readRow(key)).toMatchObject({ result: null, free: true });
    await works.hold(deps(), { key }, ({ write }) => write((tx) => writeResult(tx, key)));
    expect(await readRow(key)).toMatchObject({ result: "made", free: true });
  });

  it("is kept for as long as the work takes, by renewals that leave its fence", async () => {
    const key = await newKey();
    const clock = createVirtualClock();
    const leftMs = async () => {
      const [row] = await store.sql`
        SELECT extract(epoch FROM lease_until - clock_timestamp())::float8 * 1000 AS left
        FROM "odd ""work""; --" WHERE number = ${made}`;
      return Number(row?.["left"]);
    };
    await works.hold(deps({ clock }), { key, ttlMs: 60_000 }, async ({ signal, write }) => {
      await store.sql`
        UPDATE "odd ""work""; --" SET lease_until = clock_timestamp() + interval '30 s'
        WHERE number = ${made}`;
      expect(await leftMs()).toBeLessThan(31_000);
      await clock.advance(20_000);
      await waitFor(async () => (await leftMs()) > 31_000, { deadlineMs: 10_000 });
      expect(signal.aborted).toBe(false);
      await write((tx) => writeResult(tx, key));
    });
    expect(await readRow(key)).toMatchObject({ result: "made", fence: 1 });
  });

  it("is let go by a holder that no store answers, 2 s before its time is over by its own clock", async () => {
    const key = await newKey();
    const clock = createVirtualClock();
    const silent = { query: async () => new Promise<never>(() => undefined) };
    const cut = deps({ clock, sql: { ...store.port, feed: silent } });
    await works.hold(cut, { key, ttlMs: 15_000 }, async ({ signal, write }) => {
      await clock.advance(9_900);
      expect(signal.aborted).toBe(false);
      await clock.advance(3_100);
      expect(signal.reason).toMatchObject({ code: "LEASE_LOST" });
      await expect(write(async () => undefined)).rejects.toMatchObject({ code: "LEASE_LOST" });
    });
  });

  it("does not start for a caller who has left, and aborts the work of one who leaves", async () => {
    const key = await newKey();
    const left = AbortSignal.abort(new Error("drains"));
    const late = works.hold(deps(), { key, signal: left }, async () => undefined);
    await expect(late).rejects.toThrow("drains");
    const leaving = new AbortController();
    await works.hold(deps(), { key, signal: leaving.signal }, async ({ signal }) => {
      leaving.abort(new Error("drains"));
      expect(signal.reason).toMatchObject({ message: "drains" });
    });
    expect(await readRow(key)).toMatchObject({ fence: 1, free: true });
  });

  it("counts a steal under the table's name, and says in the log which row it was", async () => {
    const key = await newKey();
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const log = createLog({ app: "test", replica: "r", version: "0", stage: "test", stream });
    const own = deps({ log });
    await store.sql`
      UPDATE "odd ""work""; --" SET lease_until = now() - interval '1 hour' WHERE number = ${made}`;
    await works.hold(own, { key }, async () => undefined);
    const name = String.raw`homeport_lease_steals_total{name="odd \"work\"; --"}`;
    expect(await metricValue(own.metrics, name)).toBe(1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: "lease.stolen", row: `a/${made}`, fence: "1" },
    ]);
  });

  it("is named by its key or not at all", () => {
    expect(() => rowLease({ table: "odd", key: [] })).toThrow("key");
  });
});
