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
  getVault,
  listAcknowledgements,
  listAnyVaults,
  openProposal,
  readEvents,
  readerOf,
  readState,
  retainDelta,
  signProposal,
  submitDelta,
  summarizeVaults,
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
    here.announced.length = 0;
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
    [
      "roster hash",
      "update vault_states set roster_sha256 = decode(repeat('00', 32), 'hex') where vault_id = $1",
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
      expect(here.announced).toContain(first.vaultId);
      expect(here.announced).not.toContain(untouched);
      expect(await verify()).toMatchObject({ failed: 1 });
      expect(await metrics.text()).toMatch(/homeport_vault_integrity_failures_total/);
    },
  );

  test("marks a vault that does not hold for its readers and for operators, until a later one finds that it does", async () => {
    const { here, first, verify } = await verified();
    await using _ = here;
    const { vaultId } = first;
    const operator = { ...here.ctx, words: new Set(["vault.operate"]) };
    const failures = async () => {
      const { integrityFailure } = await getVault(here.ctx, readerOf(here.ctx), first);
      const { items } = await listAnyVaults(operator, {});
      const { unsound } = await summarizeVaults(operator);
      const listed = items.filter((vault) => vault.integrityFailure !== null).map(({ id }) => id);
      return { shown: integrityFailure?.part ?? null, listed, ...unsound };
    };
    const sound = { shown: null, listed: [], count: 0, first: [] };
    await verify();
    expect(await failures()).toEqual(sound);

    await here.db.sql.query("update vaults set ack_seq = 2 where id = $1", [vaultId]);
    for (let night = 0; night < 2; night += 1) {
      await verify();
      expect(await failures()).toMatchObject({
        ...{ shown: "acknowledgements", listed: [vaultId], count: 1 },
        first: [{ id: vaultId, part: "acknowledgements", at: expect.any(Date) }],
      });
    }

    await here.db.sql.query("update vaults set ack_seq = 3 where id = $1", [vaultId]);
    for (let night = 0; night < 2; night += 1) {
      await verify();
      expect(await failures()).toEqual(sound);
    }
    const rows = await here.db.sql.query(
      "select outcome from audit_entries where action = 'vault.verify' order by at",
    );
    expect(rows.map((row) => row["outcome"])).toEqual(["failed", "failed", "success"]);
  });

  test("finds a key that does not follow from the one before, in every vault, and goes on with what else is wrong", async () => {
    const { here, first, verify, untouched } = await verified();
    await using _ = here;
    await here.db.sql.query(
      `insert into vault_server_keys (id, public_key, private_sealed, succession_signature, created_at_ms, retired_at)
       select 'strange', public_key, private_sealed, public_key, created_at_ms + 1, now() from vault_server_keys`,
    );
    await here.db.sql.query("update vaults set head_nonce = 1 where id = $1", [first.vaultId]);
    expect(await verify()).toEqual({ vaults: 2, failed: 2 });
    const rows = await here.db.sql.query(
      "select target_id, detail ->> 'part' as part from audit_entries where action = 'vault.verify'",
    );
    expect(new Map(rows.map((row) => [row["target_id"], row["part"]]))).toEqual(
      new Map([
        [first.vaultId, "deltas"],
        [untouched, "acknowledgements"],
      ]),
    );
  });
});

describe("what becomes of a delta that waited", () => {
  const outcomes = async (to: string, reason: string) =>
    Number(
      new RegExp(`homeport_vault_outcomes_total\\{to="${to}",reason="${reason}"\\} (\\d+)`).exec(
        await metrics.text(),
      )?.[1] ?? 0,
    );
  const heard = async ({ vaultId }: { vaultId: string }, afterSeq: number) => {
    const { events } = await readEvents(ctx, { vaultId, afterSeq, limit: 9 });
    return events.map(({ seq, type, data }) => [seq, type, data["deltaId"], data["reason"]]);
  };

  test("is told and counted where another takes its place, and where that one overtakes it", async () => {
    const { first, deltaId } = await retained();
    const counting = { ...ctx, events: worker.events };
    const before = await outcomes("discarded", "superseded");
    const { prepared, submission } = moveOf(first, { payload: '{"n":2}' });
    const second = await submitDelta(counting, submission);
    expect(await heard(first, 2)).toEqual([
      [3, "delta.discarded", deltaId, "superseded"],
      [4, "delta.accepted", second.deltaId, undefined],
    ]);
    expect(await outcomes("discarded", "superseded")).toBe(before + 1);
    await query(
      "update vault_deltas set status = 'retained', status_reason = 'operator' where id = $1",
      deltaId,
    );
    await show(fixture, first, { version: prepared.next });
    const overtaken = await outcomes("discarded", "overtaken");
    await look(worker, first);
    expect(await heard(first, 4)).toContainEqual([
      ...[expect.any(Number), "delta.discarded", deltaId, "overtaken"],
    ]);
    expect(await outcomes("discarded", "overtaken")).toBe(overtaken + 1);
  });

  test("is told once where it ends another way while its place is taken", async () => {
    const { first, deltaId } = await retained();
    let isOver = false;
    const meanwhile: VaultsContext = {
      ...ctx,
      db: {
        ...ctx.db,
        sql: {
          ...ctx.db.sql,
          async query(text, params) {
            if (!isOver && text.includes("insert into vault_deltas")) {
              isOver = true;
              await query(
                "update vault_deltas set status = 'discarded', status_reason = 'expired' where id = $1",
                deltaId,
              );
              await query(
                "update vaults set event_seq = event_seq + 1 where id = $1",
                first.vaultId,
              );
              await query(
                `insert into vault_events (vault_id, seq, id, type, data)
                 select id, event_seq, 'expired-' || id, 'delta.discarded', '{"reason": "expired"}' from vaults where id = $1`,
                first.vaultId,
              );
            }
            return await ctx.db.sql.query(text, params);
          },
        },
      },
    };
    await submitDelta(meanwhile, moveOf(first, { payload: '{"n":2}' }).submission);
    expect((await heard(first, 2)).map(([, type, , reason]) => [type, reason])).toEqual([
      ["delta.discarded", "expired"],
      ["delta.accepted", undefined],
    ]);
  });

  test("is counted where an operator ends its wait, and it is looked for when this installation says", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const { deltaId } = await submitDelta(ctx, moveOf(first).submission);
    const words = new Set(["vault.operate"]);
    const operator = { ...ctx, events: worker.events, words, reconcileMs: 3_000_000 };
    const before = await outcomes("retained", "operator");
    const { vaultId } = first;
    await retainDelta(operator, { vaultId, deltaId, reason: "stuck" });
    await retainDelta(operator, { vaultId, deltaId, reason: "stuck" });
    expect(await outcomes("retained", "operator")).toBe(before + 1);
    const { nextCheckAt } = await delta(first, deltaId);
    expect(Number(nextCheckAt) - Date.now()).toBeGreaterThan(2_000_000);
  });
});

test("a lease that somebody did not give back is counted as taken from them", async () => {
  const { first } = await retained();
  const stolen = async () =>
    Number(
      /homeport_vault_leases_total\{result="stolen"\} (\d+)/.exec(await metrics.text())?.[1] ?? 0,
    );
  const before = await stolen();
  await look(worker, first);
  expect(await stolen()).toBe(before);
  await query(
    "update vaults set lease_until = now() - interval '1 s' where id = $1",
    first.vaultId,
  );
  await look(worker, first);
  expect(await stolen()).toBe(before + 1);
});

describe("a state that somebody has damaged", () => {
  const damaged = async () => {
    const first = await makeVault(ctx, { roster: rosterOf(2, [ann, bob]) });
    const [open, waits] = [1, 2].map((n) => proposalOf(first, { payload: `{"n":${n}}` }));
    if (open === undefined || waits === undefined) throw new Error("two");
    await openProposal(ctx, { ...waits.act, request: session });
    await query("update vault_states set bytes = '{\"n\":9}' where vault_id = $1", first.vaultId);
    return { first, open, waits };
  };
  const error = "a stored state is damaged";
  const session = { signerId: ann.id, timestampMs: null };

  test("is shown to nobody, and no delta is made of it", async () => {
    const { first, open, waits } = await damaged();
    const { vaultId } = first;
    await expect(readState(ctx, readerOf(ctx), { vaultId })).rejects.toThrow(error);
    await expect(openProposal(ctx, { ...open.act, request: session })).rejects.toThrow(error);
    const { submission } = moveOf(first, { signers: [ann, bob] });
    await expect(submitDelta(ctx, submission)).rejects.toThrow(error);
    await expect(signProposal(ctx, waits.signedBy(bob))).rejects.toThrow(error);
  });

  test("control: one that nobody has damaged is shown", async () => {
    const { vaultId } = await makeVault(ctx);
    expect(await readState(ctx, readerOf(ctx), { vaultId })).toMatchObject({ nonce: 0 });
  });
});
