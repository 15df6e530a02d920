import { pairingCodes } from "@homeport/db";
import { and, eq, isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actingIn } from "../../test/acting.ts";
import {
  type Browser,
  codeOf,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
  testKeys,
} from "../../test/fixture.ts";
import { takenByReadingFirst } from "../../test/read-first.ts";
import { createPairing, redeemPairing } from "../index.ts";

const racers = 8;

let stack: AsyncDisposableStack;
let replicas: TestReplica[];
let browser: Browser;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replicas = [
    stack.use(await startReplica(database.url)),
    stack.use(await startReplica(database.url)),
  ];
  browser = await signedUp(at(0));
});
afterAll(() => stack.disposeAsync());

function at(index: number): TestReplica {
  const replica = replicas[index % replicas.length];
  if (replica === undefined) throw new Error("No replica has started");
  return replica;
}

test("of many devices that show one code at once, on two replicas, one is signed in", async () => {
  const { code, qrToken } = await createPairing(await actingIn(at(0), browser));
  const device = { actor: { kind: "anonymous" }, address: null, requestId: "r" } as const;
  const outcomes = await Promise.all(
    Array.from({ length: racers }, (_, index) => {
      const shown = index % 3 === 0 ? { qrToken } : { code };
      const deps = { db: at(index).db, keys: testKeys };
      return codeOf(redeemPairing(deps, { ...device, userAgent: null }, shown));
    }),
  );
  expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "PAIRING_CODE_INVALID")).toHaveLength(racers - 1);
  const [row] = await at(0).db.orm.execute(
    sql`select count(*)::int as n from sessions where kind = 'device'`,
  );
  expect(row).toEqual({ n: 1 });
});

test("control: reading first and writing then signs in more than one", async () => {
  const { pairingId } = await createPairing(await actingIn(at(0), browser));
  const unused = and(eq(pairingCodes.id, pairingId), isNull(pairingCodes.usedAt));
  const taken = await takenByReadingFirst(at(0), racers, {
    read: async (tx) => (await tx.select().from(pairingCodes).where(unused)).length > 0,
    write: (tx) =>
      tx.update(pairingCodes).set({ usedAt: sql`now()` }).where(eq(pairingCodes.id, pairingId)),
  });
  expect(taken).toBeGreaterThan(1);
});

test("of many codes that one person makes at once, the last alone is good", async () => {
  const ctx = await actingIn(at(0), browser);
  const made = await Promise.all(
    Array.from({ length: racers }, (_, index) => createPairing({ ...ctx, db: at(index).db })),
  );
  const rows = await at(0).db.orm.execute(sql`select id from pairing_codes where used_at is null`);
  expect(rows).toHaveLength(1);
  expect(made.map(({ pairingId }) => pairingId)).toContain(rows[0]?.["id"]);
});
