import { createVirtualClock, type VirtualClock } from "@homeport/platform";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SqlRunner } from "../sql-port.ts";
import { openTestStore, type TestStore } from "../testing/store.ts";
import type { FlushReason } from "./feed-port.ts";
import { createTail, type Tail } from "./tail.ts";
import { createVouch, type Vouch } from "./vouch.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store[Symbol.asyncDispose]());

let clock: VirtualClock;
let vouch: Vouch;
let applied: string[];
let flushes: FlushReason[];
let failures: number;
let sql: SqlRunner;
let tail: Tail;

beforeEach(async () => {
  clock = createVirtualClock();
  vouch = createVouch(clock);
  applied = [];
  flushes = [];
  failures = 0;
  sql = store.port.feed;
  tail = createTail({
    sql: { query: async (text, params) => sql.query(text, params) },
    clock,
    vouch,
    apply: (change) => void applied.push(change.key),
    flush: (reason) => void flushes.push(reason),
    failed: () => {
      failures += 1;
    },
  });
  await tail.read();
});

async function change(key: string): Promise<void> {
  await store.sql`INSERT INTO changes (topic, key) VALUES ('host', ${key})`;
}

describe("the tail of the change log", () => {
  it("starts at the present: what happened before is nobody's", async () => {
    expect(applied).toEqual([]);
    expect(flushes).toEqual([]);
  });

  it("tells how far this machine's clock is from the store's, and takes no slow answer for a wrong clock", async () => {
    const before = sql;
    sql = {
      query: async (text, params) => {
        const rows = await before.query(text, params);
        const nowMs = clock.nowMs() - 3_600_000;
        return rows.map((each) => ({ ...each, now_ms: nowMs }));
      },
    };
    await tail.read();
    expect(tail.clockOffsetMs()).toBe(3_600_000);
    sql = {
      query: async (text, params) => {
        const rows = await before.query(text, params);
        const nowMs = clock.nowMs();
        await clock.advance(2_000);
        return rows.map((each) => ({ ...each, now_ms: nowMs + 500 }));
      },
    };
    await tail.read();
    expect(tail.clockOffsetMs()).toBe(0);
  });

  it("flushes when its last good read is older than 60 s", async () => {
    await clock.advance(60_001);
    await change("meanwhile");
    await tail.read();
    expect(flushes).toEqual(["tail-late"]);
    expect(applied).toEqual(["meanwhile"]);
  });

  it("flushes when the horizon falls, as it does after a restore", async () => {
    const [row] = await sql.query(
      "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon",
    );
    const earlier = (BigInt(String(row?.["horizon"])) - 1n).toString();
    const before = sql;
    sql = {
      query: async (text, params) => {
        const rows = await before.query(text, params);
        return rows.map((each) => ({ ...each, horizon: earlier }));
      },
    };
    await tail.read();
    expect(flushes).toEqual(["horizon-fell"]);
  });

  it("flushes instead of applying when there is too much to apply", async () => {
    await store.sql`INSERT INTO changes (topic, key) SELECT 'host', n::text FROM generate_series(1, 10002) AS n`;
    await tail.read();
    expect(flushes).toEqual(["tail-overflow"]);
    // Another transaction of this cluster may hold the horizon back, and show them to the next test.
    await store.sql`DELETE FROM changes`;
  });

  it("flushes when the wall clock has jumped, as it does when a machine wakes from sleep", async () => {
    await clock.advance(500);
    clock.jumpWall(30_000);
    expect(vouch.ageMs()).toBe(Number.POSITIVE_INFINITY);
    await tail.read();
    expect(flushes).toEqual(["clock-jump"]);
    expect(vouch.ageMs()).toBe(0);
  });

  it("does not vouch with a read that failed, and counts it", async () => {
    sql = { query: async () => Promise.reject(new Error("away")) };
    await clock.advance(1_000);
    expect(await tail.read()).toBe(false);
    expect(failures).toBe(1);
    expect(vouch.ageMs()).toBe(1_000);
  });

  it("gives up on a read that hangs, and reads again", async () => {
    const working = sql;
    sql = { query: async () => new Promise<never>(() => undefined) };
    const hanging = tail.read();
    await clock.advance(2_500);
    expect(await hanging).toBe(false);
    sql = working;
    await change("after");
    expect(await tail.read()).toBe(true);
    expect(applied).toEqual(["after"]);
  });

  it("counts its age from when the read was sent, not from when it was answered", async () => {
    const answer = Promise.withResolvers<void>();
    const working = sql;
    sql = {
      query: async (text, params) => {
        await answer.promise;
        return working.query(text, params);
      },
    };
    const reading = tail.read();
    await clock.advance(1_500);
    answer.resolve();
    await reading;
    expect(vouch.ageMs()).toBe(1_500);
  });
});
