import { createMetrics, silentLog } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeVault,
  move,
  moveOf,
  openFixture,
  proposalOf,
  rosterOf,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { testDevice } from "../../test/signing.ts";
import { look, show, workerOf } from "../../test/source-world.ts";
import {
  type CanonicalizeDeps,
  countVaults,
  createVaultsEvents,
  expireVaults,
  getDelta,
  getProposal,
  listAcknowledgements,
  openProposal,
  readEvents,
  readerOf,
  signProposal,
  submitDelta,
  sweepVaults,
  type VaultsContext,
  verifyVaults,
} from "../index.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
let worker: CanonicalizeDeps;
const metrics = createMetrics({ app: "test", version: "0" });
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
  worker = { ...workerOf(fixture), events: createVaultsEvents({ log: silentLog, metrics }) };
});
afterAll(() => fixture[Symbol.asyncDispose]());

const [ann, bob] = [testDevice(1), testDevice(2)];
const still = { signal: new AbortController().signal };
const query = (text: string, ...params: string[]) => fixture.db.sql.query(text, params);

async function retained() {
  const first = await makeVault(ctx, { sourceKind: "memory" });
  const { prepared, submission } = moveOf(first);
  const { deltaId } = await submitDelta(ctx, submission);
  await query(
    "update vault_deltas set status = 'retained', status_reason = 'operator' where id = $1",
    deltaId,
  );
  return { first, next: prepared.next, deltaId };
}

const older = (deltaId: string, days: number) =>
  query(
    "update vault_deltas set status_at = status_at - $2::int * interval '1 d', next_check_at = now() where id = $1",
    ...[deltaId, String(days)],
  );

const delta = ({ vaultId }: { vaultId: string }, deltaId: string) =>
  getDelta(ctx, readerOf(ctx), { vaultId, deltaId });

describe("what is over", () => {
  test("ends: a delta that was retained for long enough, which then lands no more", async () => {
    const { first, next, deltaId } = await retained();
    await expireVaults(worker, still);
    expect(await delta(first, deltaId)).toMatchObject({ status: "retained" });
    await older(deltaId, 2);
    await show(fixture, first, { version: next });
    await look(worker, first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "retained" });
    expect(await expireVaults(worker, still)).toEqual({ deltas: 1, proposals: 0 });
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "discarded", statusReason: "expired", nextCheckAt: null },
    });
    const { events } = await readEvents(ctx, { vaultId: first.vaultId, afterSeq: 2, limit: 9 });
    expect(events).toMatchObject([{ type: "delta.discarded", data: { reason: "expired" } }]);
  });

  test("ends: a proposal past its time, but for one whose delta waits", async () => {
    const first = await makeVault(ctx, { roster: rosterOf(2, [ann, bob]), sourceKind: "memory" });
    const [one, two] = [1, 2].map((n) => proposalOf(first, { payload: `{"n":${n}}` }));
    if (one === undefined || two === undefined) throw new Error("two");
    const late = { vaultId: first.vaultId };
    const later = async (act: typeof one.act) => ({
      ...act,
      request: { signerId: ann.id, timestampMs: null },
    });
    await openProposal(ctx, await later(one.act));
    await openProposal(ctx, await later(two.act));
    await signProposal(ctx, two.signedBy(bob));
    await query("update vault_proposals set expires_at = now() where vault_id = $1", first.vaultId);
    expect(await expireVaults(worker, still)).toEqual({ deltas: 0, proposals: 1 });
    const state = async (proposalId: string) =>
      (await getProposal(ctx, readerOf(ctx), { ...late, proposalId })).state;
    expect(await state(one.proposalId)).toBe("expired");
    expect(await state(two.proposalId)).toBe("submitted");
  });

  test("is deleted in time: old events but the first, and discarded deltas, never an acknowledgement", async () => {
    const { first, deltaId } = await retained();
    const { vaultId } = first;
    await query(
      "update vault_deltas set status = 'discarded', status_reason = 'expired' where id = $1",
      deltaId,
    );
    const sweep = () => sweepVaults(ctx, { eventsKeptMs: 30 * 86_400_000, ...still });
    expect(await sweep()).toEqual({ events: 0, deltas: 0 });
    await older(deltaId, 31);
    await query(
      "update vault_events set created_at = created_at - interval '31 d' where vault_id = $1",
      vaultId,
    );
    expect(await sweep()).toEqual({ events: 1, deltas: 1 });
    await expect(delta(first, deltaId)).rejects.toMatchObject({ code: "DELTA_NOT_FOUND" });
    const words = await listAcknowledgements(ctx, readerOf(ctx), { vaultId, after: 0 });
    expect(words.items).toHaveLength(2);
    expect(await query("select seq from vault_events where vault_id = $1", vaultId)).toEqual([
      { seq: "1" },
    ]);
  });

  test("and what waits is counted", async () => {
    await retained();
    await countVaults(worker);
    expect(await metrics.text()).toMatch(/homeport_vault_retained [1-9]/);
  });
});

describe("the verification of every vault", () => {
  async function verified() {
    const here = await openFixture();
    const first = await makeVault(here.ctx);
    const roster = JSON.stringify(rosterOf(1, [bob]));
    const head = await move(here.ctx, first, { kind: "roster@1", payload: roster });
    await move(here.ctx, head, { payload: '{"n":2}', by: bob });
    const { vaultId } = await makeVault(here.ctx);
    const events = createVaultsEvents({ log: silentLog, metrics });
    const verify = () => verifyVaults({ ...here.ctx, events }, still);
    return { here, first, verify, untouched: vaultId };
  }

  test("finds nothing wrong with what was done by its verbs", async () => {
    const { here, verify } = await verified();
    await using _ = here;
    expect(await verify()).toEqual({ vaults: 2, failed: 0 });
  });

  test.each([
    ["state", "update vault_states set bytes = '{\"n\":3}' where vault_id = $1"],
    [
      "state hash",
      "update vault_states set sha256 = decode(repeat('00', 32), 'hex') where vault_id = $1",
    ],
    ["head", "update vaults set head_nonce = 1 where id = $1"],
    ["payload", "update vault_deltas set payload = '{\"n\":3}' where vault_id = $1 and nonce = 2"],
    [
      "signature",
      "update vault_delta_signatures set signature = 'x' where delta_id in (select id from vault_deltas where vault_id = $1 and nonce = 2)",
    ],
    ["signer", "update vault_signers set role = 'voter', removed_nonce = null where vault_id = $1"],
    ["chain", "update vaults set ack_seq = 2 where id = $1"],
    ["history", "delete from vault_deltas where vault_id = $1 and nonce = 2"],
  ])(
    "finds a %s that somebody has changed, says so everywhere, and repairs nothing",
    async (_what, text) => {
      const { here, first, verify, untouched } = await verified();
      await using _ = here;
      await here.db.sql.query(text, [first.vaultId]);
      expect(await verify()).toEqual({ vaults: 2, failed: 1 });
      const rows = await here.db.sql.query(
        "select target_id, outcome from audit_entries where action = 'vault.verify'",
      );
      expect(rows).toEqual([{ target_id: first.vaultId, outcome: "failed" }]);
      const told = await here.db.sql.query(
        "select vault_id from vault_events where type = 'integrity.failed'",
      );
      expect(told).toEqual([{ vault_id: first.vaultId }]);
      expect(here.announced).not.toContain(untouched + untouched);
      expect(await verify()).toMatchObject({ failed: 1 });
      expect(await metrics.text()).toMatch(/homeport_vault_integrity_failures_total/);
    },
  );
});
