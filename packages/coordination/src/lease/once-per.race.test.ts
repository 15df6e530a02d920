import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testContext } from "../testing/context.ts";
import { connectTestStore, openTestStore, type TestStore } from "../testing/store.ts";
import { oncePer } from "./once-per.ts";

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

const everyMs = 3_600_000;

describe("work that two processes are told to do at the same time", () => {
  it("is done once in its period", async () => {
    let runs = 0;
    const tick = async (process: TestStore, index: number) =>
      oncePer(
        { ...testContext(), sql: process.port, replicaId: `r${index}` },
        { name: "tick", everyMs },
        async () => {
          runs += 1;
        },
      );
    await Promise.all(Array.from({ length: 12 }, async (_, n) => tick(n % 2 ? store : other, n)));
    expect(runs).toBe(1);
  });

  it("is done once for each of many names that nobody ever took, and no taker fails", async () => {
    const runs = new Map<string, number>();
    const tick = (process: TestStore, name: string, replicaId: string) =>
      oncePer({ ...testContext(), sql: process.port, replicaId }, { name, everyMs }, async () => {
        runs.set(name, (runs.get(name) ?? 0) + 1);
      });
    for (let round = 0; round < 40; round += 1) {
      const takers = [store, other, store, other, store, other];
      await Promise.all(takers.map((process, n) => tick(process, `first-${round}`, `r${n}`)));
    }
    expect([...runs.values()]).toEqual(Array.from({ length: 40 }, () => 1));
  });

  it("control: is done by each when each looks for itself whether it was done", async () => {
    await store.sql`INSERT INTO leases (name) VALUES ('looked')`;
    let runs = 0;
    let looked = 0;
    const allLooked = Promise.withResolvers<void>();
    const tick = async (process: TestStore) => {
      const [row] = await process.sql`SELECT last_done_at FROM leases WHERE name = 'looked'`;
      looked += 1;
      if (looked === 2) allLooked.resolve();
      await allLooked.promise;
      if (row?.["last_done_at"] !== null) return;
      runs += 1;
      await process.sql`UPDATE leases SET last_done_at = now() WHERE name = 'looked'`;
    };
    await Promise.all([tick(store), tick(other)]);
    expect(runs).toBe(2);
  });
});
