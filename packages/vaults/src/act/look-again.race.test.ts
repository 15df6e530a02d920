import { type Db, DbError } from "@homeport/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  creationOf,
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
import {
  createVault,
  openProposal,
  retractProposal,
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

/** When the connection is lost: after the store has done it, or before, for good or so that only the first try fails. */
type Loss = "after" | "before" | "always";

/** The store of a process whose connection is lost in commits, and in the one statement that accepts a delta. */
function losing(db: Db, loss: Loss): Db {
  let isOver = false;
  const lose = async <T>(work: () => Promise<T>, code: "STORE_DOWN" | "OUTCOME_UNKNOWN") => {
    if (isOver) return await work();
    isOver = loss !== "always";
    if (loss === "after") await work();
    throw new DbError(code);
  };
  return {
    ...db,
    sql: {
      ...db.sql,
      query: (text, params) =>
        text.includes("insert into vault_deltas")
          ? lose(() => db.sql.query(text, params), "STORE_DOWN")
          : db.sql.query(text, params),
    },
    system: (name, fn, options) => lose(() => db.system(name, fn, options), "OUTCOME_UNKNOWN"),
    write: (by, act, fn) => lose(() => db.write(by, act, fn), "OUTCOME_UNKNOWN"),
  };
}

const under = (loss: Loss): VaultsContext => ({ ...ctx, db: losing(fixture.db, loss) });

describe("where the connection is lost in the commit", () => {
  test("of a submitted delta, what was stored is found, and what was not may be sent again", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const { submission } = moveOf(first);
    await expect(submitDelta(under("before"), submission)).rejects.toMatchObject({
      ...{ code: "STORE_DOWN", retryable: true },
    });
    const woken = fixture.woken.length;
    const found = await submitDelta(under("after"), submission);
    expect(found).toMatchObject({ isNew: false, status: "candidate" });
    expect(fixture.woken.slice(woken)).toEqual([first.vaultId]);
    await expectWhole(fixture, first.vaultId);
  });

  test.each(["before", "after"] as const)(
    "of a proposal or a signature (%s the store has done it), it is done once, and answered",
    async (loss) => {
      const first = await makeVault(ctx, { roster: rosterOf(2, [ann, bob]) });
      const { act, signedBy } = proposalOf(first);
      const opened = await openProposal(under(loss), act);
      expect(opened.proposal).toMatchObject({ state: "open", collected: 1 });
      const signed = await signProposal(under(loss), signedBy(bob));
      expect(signed.proposal).toMatchObject({ state: "settled", collected: 2 });
      // The request's time was taken by one of the two tries.
      await expect(openProposal(ctx, act)).rejects.toMatchObject({ code: "AUTH_REPLAY" });
      await expectWhole(fixture, first.vaultId);
    },
  );

  test.each([
    ["before", true],
    ["after", false],
  ] as const)("of a new vault (%s the store has done it), there is one", async (loss, isNew) => {
    const { request, input } = creationOf();
    const created = await createVault(under(loss), request, input);
    expect(created).toMatchObject({ vaultId: input.id, isNew });
    await expectWhole(fixture, input.id);
  });

  test("again and again, the act may be sent again", async () => {
    const first = await makeVault(ctx, { roster: rosterOf(2, [ann, bob]) });
    const { act } = proposalOf(first);
    await expect(openProposal(under("always"), act)).rejects.toMatchObject({
      ...{ code: "STORE_DOWN", retryable: true },
    });
  });

  test("of an act that cannot tell whether it was done, nobody is told to send it again", async () => {
    const first = await makeVault(ctx, { roster: rosterOf(2, [ann, bob]) });
    const { act, proposalId } = proposalOf(first);
    await openProposal(ctx, act);
    const retraction = { vaultId: first.vaultId, proposalId, request: requestBy(ann) };
    await expect(retractProposal(under("after"), retraction)).rejects.toMatchObject({
      ...{ code: "OUTCOME_UNKNOWN", retryable: false },
    });
  });
});
