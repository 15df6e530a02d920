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
  abandonDelta,
  createVault,
  openProposal,
  restoreProposal,
  retractProposal,
  signProposal,
  submitDelta,
  submitProposal,
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

  test.each(["before", "after"] as const)(
    "of a retraction and its undoing (%s the store has done it), each is done once, and answered",
    async (loss) => {
      const first = await makeVault(ctx, { roster: rosterOf(2, [ann, bob]) });
      const { act, proposalId } = proposalOf(first);
      await openProposal(ctx, act);
      const asked = (signer = ann) => ({
        ...{ vaultId: first.vaultId, proposalId, request: requestBy(signer) },
      });
      await expect(retractProposal(under(loss), asked(bob))).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      const retracted = await retractProposal(under(loss), asked());
      expect(retracted.proposal.state).toBe("retracted");
      await expect(retractProposal(under(loss), asked(bob))).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      const restored = await restoreProposal(under(loss), asked());
      expect(restored.proposal.state).toBe("open");
      expect(await eventsOf(first.vaultId)).toEqual([
        ...["vault.created", "proposal.opened"],
        ...["proposal.retracted", "proposal.restored"],
      ]);
      await expectWhole(fixture, first.vaultId);
    },
  );

  test.each(["before", "after"] as const)(
    "of the wish to give a delta up (%s the store has done it), the first time is kept",
    async (loss) => {
      const first = await makeVault(ctx, { sourceKind: "memory" });
      const { deltaId } = await submitDelta(ctx, moveOf(first).submission);
      const asked = () => ({ vaultId: first.vaultId, deltaId, request: requestBy(ann) });
      const abandoned = await abandonDelta(under(loss), asked());
      expect(abandoned.state).toBe("pending");
      expect(await abandonDelta(ctx, asked())).toEqual(abandoned);
      const types = await eventsOf(first.vaultId);
      expect(types.filter((type) => type === "delta.abandon-requested")).toHaveLength(1);
    },
  );

  test.each([
    ["before", true],
    ["after", false],
  ] as const)(
    "of a proposal's submission (%s the store has done it), its delta is accepted once",
    async (loss, isNew) => {
      const first = await makeVault(ctx, {
        ...{ sourceKind: "memory", roster: rosterOf(2, [ann, bob]) },
      });
      const { act, signedBy, proposalId } = proposalOf(first, { signers: [ann] });
      await openProposal(ctx, act);
      const waiting = moveOf(first, { payload: '{"n":2}', signers: [ann, bob] });
      const { deltaId } = await submitDelta(ctx, waiting.submission);
      await signProposal(ctx, signedBy(bob));
      await fixture.db.sql.query(
        "update vault_deltas set status = 'retained', status_reason = 'operator' where id = $1",
        [deltaId],
      );
      const asked = { vaultId: first.vaultId, proposalId, request: requestBy(bob) };
      const { accepted, proposal } = await submitProposal(under(loss), asked);
      expect(accepted).toMatchObject({ status: "candidate", isNew });
      expect(proposal).toMatchObject({ state: "submitted", deltaId: accepted.deltaId });
      await expectWhole(fixture, first.vaultId);
    },
  );
});

async function eventsOf(vaultId: string): Promise<string[]> {
  const rows = await fixture.db.sql.query(
    "select type from vault_events where vault_id = $1 order by seq",
    [vaultId],
  );
  return rows.map(({ type }) => String(type));
}
