import type { Db, SqlRunner } from "@homeport/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeVault,
  moveOf,
  openFixture,
  proposalOf,
  requestBy,
  rosterOf,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { expectWhole } from "../../test/invariants.ts";
import { testDevice } from "../../test/signing.ts";
import { look, show, workerOf } from "../../test/source-world.ts";
import {
  getVault,
  openProposal,
  readerOf,
  signProposal,
  submitDelta,
  type VaultsContext,
} from "../index.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
});
afterAll(() => fixture[Symbol.asyncDispose]());

const [ann, bob] = [testDevice(1), testDevice(2)];

/** A process that dies at its n-th statement: before it is sent, or after the store has done it. */
function dyingAt(db: Db, n: number, when: "before" | "after"): { db: Db; hasDied: () => boolean } {
  let count = 0;
  let isDead = false;
  const dying = (runner: SqlRunner): SqlRunner => ({
    async query(text, params) {
      count += 1;
      const isLast = count === n;
      if (isDead || (isLast && when === "before")) {
        isDead = true;
        throw new Error("the process is gone");
      }
      const rows = await runner.query(text, params);
      if (!isLast) return rows;
      isDead = true;
      throw new Error("the process is gone");
    },
  });
  const dead: Db = { ...db, sql: dying(db.sql), within: (tx) => dying(db.within(tx)) };
  return { db: dead, hasDied: () => isDead };
}

/** Lets a process die at each of its statements in turn, until it lives through all of them. */
async function dieEverywhere(
  run: (db: Db) => Promise<unknown>,
  after: (times: number) => Promise<void>,
): Promise<number> {
  for (let n = 1; ; n += 1) {
    for (const when of ["before", "after"] as const) {
      const { db, hasDied } = dyingAt(fixture.db, n, when);
      await run(db).catch(() => undefined);
      if (!hasDied()) return n - 1;
      await after(n);
    }
  }
}

describe("a process that dies at any statement", () => {
  test("of an acceptance leaves all of it or nothing, and the same delta again gets its answer", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const { submission, prepared } = moveOf(first);
    const again = (db: Db) =>
      submitDelta({ ...ctx, db }, { ...submission, request: requestBy(ann) });
    const statements = await dieEverywhere(again, () => expectWhole(fixture, first.vaultId));
    expect(statements).toBeGreaterThanOrEqual(2);
    const stored = await again(fixture.db);
    expect(stored).toMatchObject({ isNew: false, status: "candidate" });
    expect(Buffer.from(stored.acknowledgement.digest)).toEqual(Buffer.from(prepared.digest));
    await expectWhole(fixture, first.vaultId);
  });

  test("of the last signature of a proposal leaves all of it or nothing", async () => {
    const first = await makeVault(ctx, { roster: rosterOf(2, [ann, bob]) });
    const { act, signedBy } = proposalOf(first);
    await openProposal(ctx, act);
    const sign = (db: Db) => signProposal({ ...ctx, db }, signedBy(bob));
    await dieEverywhere(sign, () => expectWhole(fixture, first.vaultId));
    expect(await sign(fixture.db)).toMatchObject({ proposal: { state: "settled" } });
    await expectWhole(fixture, first.vaultId);
  });

  test("of a promotion leaves all of it or nothing, and the next worker does the rest", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const payload = JSON.stringify(rosterOf(1, [bob]));
    const { act, prepared } = proposalOf(first, { kind: "roster@1", payload });
    await openProposal(ctx, act);
    await show(fixture, first, { version: prepared.next });
    const worker = workerOf(fixture);
    const statements = await dieEverywhere(
      async (db) => {
        // What the dead one left behind has run out.
        await fixture.db.sql.query("update vaults set lease_until = '-infinity' where id = $1", [
          first.vaultId,
        ]);
        await look({ ...worker, db }, first);
      },
      () => expectWhole(fixture, first.vaultId),
    );
    expect(statements).toBeGreaterThan(8);
    expect(await getVault(ctx, readerOf(ctx), first)).toMatchObject({
      ...{ head: { nonce: 1 }, state: "canonical" },
      signers: [{ id: bob.id }],
    });
    await expectWhole(fixture, first.vaultId);
  });
});
