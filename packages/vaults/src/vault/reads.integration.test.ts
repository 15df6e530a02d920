import { newId } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  creationOf,
  makeVault,
  move,
  moveOf,
  nextTimeMs,
  openFixture,
  proposalOf,
  requestBy,
  rosterOf,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { type TestSigner, testDevice } from "../../test/signing.ts";
import { printHash, type VaultVersion } from "../core/index.ts";
import { raiseClock } from "../delta/store.ts";
import {
  abandonDelta,
  createVault,
  type ExportRow,
  exportVault,
  getDelta,
  getProposal,
  getVault,
  listAcknowledgements,
  listDeltas,
  listProposals,
  listServerKeys,
  listVaults,
  openProposal,
  pauseVault,
  readEventHeads,
  readEvents,
  readerOf,
  readState,
  renameVault,
  requireReader,
  restoreProposal,
  retractProposal,
  signProposal,
  submitDelta,
  submitProposal,
  unpauseVault,
  type VaultReader,
  type VaultsContext,
} from "../index.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
let member: VaultReader;
beforeAll(async () => {
  fixture = await openFixture();
  const { permissions } = fixture.ctx;
  ctx = {
    ...fixture.ctx,
    permissions: new Set([...permissions, "vault.manage", "vault.pause"]),
  };
  member = readerOf(ctx);
});
afterAll(() => fixture[Symbol.asyncDispose]());

const [ann, bob] = [testDevice(1), testDevice(2)];
const query = (text: string, ...params: string[]) => fixture.db.sql.query(text, params);

const signer = ({ id }: TestSigner): VaultReader => ({
  ...{ kind: "signer", signerId: id, timestampMs: nextTimeMs() },
});

async function collect(rows: AsyncIterable<ExportRow>): Promise<ExportRow[]> {
  const all: ExportRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** Every read of one vault. */
const reads: readonly [string, (reader: VaultReader, vaultId: string) => Promise<unknown>][] = [
  ["itself", (reader, vaultId) => getVault(ctx, reader, { vaultId })],
  ["its state", (reader, vaultId) => readState(ctx, reader, { vaultId })],
  ["its history", (reader, vaultId) => listDeltas(ctx, reader, { vaultId, view: "canonical" })],
  ["one delta", (reader, vaultId) => getDelta(ctx, reader, { vaultId, deltaId: "x" })],
  [
    "its acknowledgements",
    (reader, vaultId) => listAcknowledgements(ctx, reader, { vaultId, after: 0 }),
  ],
  ["its proposals", (reader, vaultId) => listProposals(ctx, reader, { vaultId })],
  ["one proposal", (reader, vaultId) => getProposal(ctx, reader, { vaultId, proposalId: "x" })],
  ["its export", (reader, vaultId) => collect(exportVault(ctx, reader, { vaultId }))],
  ["its events", (reader, vaultId) => requireReader(ctx, reader, vaultId)],
];

describe("whoever may not see a vault", () => {
  test.each(reads)(
    "gets the same answer for %s as for one that does not exist",
    async (_what, read) => {
      const first = await makeVault(ctx);
      const head = await move(ctx, first, {
        ...{ kind: "roster@1", payload: JSON.stringify(rosterOf(1, [ann])) },
      });
      const strangers: [VaultReader, string][] = [
        [signer(testDevice(9)), head.vaultId],
        [signer(bob), head.vaultId],
        [signer(ann), newId()],
        [
          { ...member, kind: "actor", organizationId: newId(), permissions: ctx.permissions },
          head.vaultId,
        ],
        [
          { kind: "actor", organizationId: ctx.organizationId, permissions: new Set() },
          head.vaultId,
        ],
        [member, newId()],
      ];
      const answers = await Promise.all(
        strangers.map(([reader, vaultId]) =>
          read(reader, vaultId).catch((error: unknown) => error),
        ),
      );
      for (const answer of answers) {
        expect(answer).toMatchObject({ code: "VAULT_NOT_FOUND", details: {} });
      }
    },
  );

  test("learns of no time that is too far off either", async () => {
    const { vaultId } = await makeVault(ctx);
    const late = nextTimeMs() - 400_000;
    const ask = ({ id: signerId }: TestSigner) =>
      getVault(ctx, { kind: "signer", signerId, timestampMs: late }, { vaultId });
    await expect(ask(testDevice(9))).rejects.toMatchObject({ code: "VAULT_NOT_FOUND" });
    await expect(ask(ann)).rejects.toMatchObject({ code: "AUTH_STALE" });
  });
});

describe("a vault", () => {
  test("shows its head, roster, and what waits, to members and signers alike", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const { deltaId } = await submitDelta(ctx, moveOf(first).submission);
    const shown = await getVault(ctx, member, first);
    expect(shown).toMatchObject({
      ...{ id: first.vaultId, name: "Notes", mode: "json", state: "waiting", threshold: 1 },
      head: { nonce: 0, commitment: printHash(first.commitment) },
      candidate: { id: deltaId, nonce: 1, retryCount: 0 },
      ...{ acknowledgement: { seq: 2 }, eventSeq: 2, source: { kind: "memory" } },
      createdWith: { threshold: 1 },
    });
    expect(shown.signers.map(({ id }) => id)).toEqual([ann.id, bob.id].sort());
    expect(await getVault(ctx, signer(ann), first)).toEqual(shown);
    const underSession = { kind: "signer", signerId: ann.id, timestampMs: null } as const;
    expect(await getVault(ctx, underSession, first)).toEqual(shown);
  });

  test("gives its state as the bytes that are hashed", async () => {
    const first = await makeVault(ctx, { payload: '{"b":1, "a":"é"}' });
    const state = await readState(ctx, signer(bob), first);
    expect(Buffer.from(state.bytes).toString()).toBe('{"a":"é","b":1}');
    expect(state).toMatchObject({ nonce: 0, commitment: printHash(first.commitment) });
    expect(state.sha256).toBe(printHash(ctx.primitives.sha256(state.bytes)));
  });

  test("keeps the roster that it began with, whatever became of it", async () => {
    const first = await makeVault(ctx);
    await move(ctx, first, { kind: "roster@1", payload: JSON.stringify(rosterOf(1, [bob])) });
    const { createdWith, signers } = await getVault(ctx, member, first);
    expect(createdWith).toEqual(first.roster);
    expect(signers.map(({ id }) => id)).toEqual([bob.id]);
  });

  test("lists history in its order and all that was accepted the other way round", async () => {
    const first = await makeVault(ctx);
    let head: VaultVersion = first;
    for (const n of [1, 2, 3]) head = await move(ctx, head, { payload: `{"n":${n}}` });
    const { vaultId } = first;
    const list = (page: object) => listDeltas(ctx, member, { vaultId, view: "canonical", ...page });
    const pageOne = await list({ limit: 3 });
    expect(pageOne.items.map(({ nonce }) => nonce)).toEqual([0, 1, 2]);
    const pageTwo = await list({ limit: 3, cursor: pageOne.nextCursor });
    expect(pageTwo.items.map(({ nonce }) => nonce)).toEqual([3]);
    expect((await list({ afterNonce: 2 })).items.map(({ nonce }) => nonce)).toEqual([3]);
    const timeline = await list({ view: "timeline" });
    expect(timeline.items.map(({ nonce }) => nonce)).toEqual([3, 2, 1, 0]);
    await expect(list({ view: "timeline", cursor: pageOne.nextCursor })).rejects.toMatchObject({
      code: "CURSOR_INVALID",
    });
    const [delta] = pageTwo.items;
    const detail = await getDelta(ctx, member, { vaultId, deltaId: delta?.id ?? "" });
    expect(detail).toMatchObject({ ...delta, acknowledgement: { seq: 4, nonce: 3 } });
    expect(detail.signatures).toHaveLength(1);
    await expect(getDelta(ctx, member, { vaultId, deltaId: "x" })).rejects.toMatchObject({
      code: "DELTA_NOT_FOUND",
    });
  });

  test("tells what happened after any event, and when some of it is not kept any more", async () => {
    const first = await makeVault(ctx);
    const { vaultId } = first;
    await move(ctx, await move(ctx, first), { payload: '{"n":2}' });
    const read = (afterSeq: number) => readEvents(ctx, { vaultId, afterSeq, limit: 500 });
    const all = await read(0);
    expect(all.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(all).toMatchObject({ headSeq: 5, isGone: false });
    expect((await read(3)).events).toEqual(all.events.slice(3));
    expect(await read(5)).toMatchObject({ events: [], isGone: false });
    expect(await read(6)).toMatchObject({ events: [], isGone: true });
    await query("delete from vault_events where vault_id = $1 and seq in (2, 3)", vaultId);
    expect(await read(0)).toMatchObject({ events: [], isGone: true, headSeq: 5 });
    expect(await read(2)).toMatchObject({ events: [], isGone: true });
    expect((await read(3)).events.map(({ seq }) => seq)).toEqual([4, 5]);
    expect(await readEventHeads(ctx, [vaultId, newId()])).toEqual(new Map([[vaultId, 5]]));
  });

  test("exports all that was accepted, up to the newest word of when it began", async () => {
    const first = await makeVault(ctx);
    const head = await move(ctx, first);
    const rows = exportVault(ctx, signer(ann), first);
    const begun = await rows.next();
    await move(ctx, head, { payload: '{"n":2}' });
    const all = [begun.value, ...(await collect(rows))];
    expect(all.map((row) => row?.row)).toEqual([
      ...["vault", "serverKey", "delta", "delta", "acknowledgement", "acknowledgement", "end"],
    ]);
    expect(all.at(-1)).toMatchObject({
      ...{ headNonce: 1, headCommitment: printHash(head.commitment) },
    });
    expect(await listServerKeys(ctx)).toMatchObject([{ id: ctx.server.keyId, retiredAtMs: null }]);
  });
});

describe("a list of vaults", () => {
  test("has those of an organization for its members, and those that list them for signers", async () => {
    const organizationId = newId();
    const here = { ...ctx, organizationId };
    const carl = testDevice(31);
    const options = { roster: rosterOf(1, [carl, ann]), creator: carl };
    const ids: string[] = [];
    for (const _ of [1, 2, 3]) ids.unshift((await makeVault(here, options)).vaultId);
    const list = async (reader: VaultReader, page: object = {}) => listVaults(ctx, reader, page);
    const one = await list(readerOf(here), { limit: 2 });
    const two = await list(readerOf(here), { limit: 2, cursor: one.nextCursor });
    expect([...one.items, ...two.items].map(({ id }) => id)).toEqual(ids);
    expect(two.nextCursor).toBeNull();
    expect((await list(signer(carl))).items.map(({ id }) => id)).toEqual(ids);
    expect((await list(signer(testDevice(32)))).items).toEqual([]);
    await expect(
      list({ ...signer(carl), kind: "actor", organizationId, permissions: new Set() }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(
      listVaults(ctx, { kind: "signer", signerId: carl.id, timestampMs: 1 }, {}),
    ).rejects.toMatchObject({ code: "AUTH_STALE" });
  });

  test("is narrowed by part of a name and by state", async () => {
    const here = { ...ctx, organizationId: newId() };
    const paused = await makeVault(here);
    const waiting = await makeVault(here, { sourceKind: "memory" });
    await submitDelta(ctx, moveOf(waiting).submission);
    await renameVault(here, { vaultId: paused.vaultId, name: "50% off" });
    await pauseVault(here, { vaultId: paused.vaultId, reason: "audit" });
    const list = async (page: object) =>
      (await listVaults(ctx, readerOf(here), page)).items.map(({ id }) => id);
    expect(await list({ search: "0% o" })).toEqual([paused.vaultId]);
    expect(await list({ search: "0%_o" })).toEqual([]);
    expect(await list({ state: "paused" })).toEqual([paused.vaultId]);
    expect(await list({ state: "waiting" })).toEqual([waiting.vaultId]);
    expect(await list({ state: "released" })).toEqual([]);
  });

  test("comes in the order that is asked for, page by page, each once", async () => {
    const here = { ...ctx, organizationId: newId() };
    const made: string[] = [];
    for (const name of ["beta", "Alpha", "gamma"]) {
      const { request, input, prepared } = creationOf();
      await createVault(here, request, { ...input, name });
      made.push(prepared.next.vaultId);
    }
    const [beta, alpha, gamma] = made;
    await pauseVault(
      { ...here, permissions: new Set(["vault.pause", "vault.read"]) },
      { vaultId: beta ?? "", reason: "Order" },
    );
    async function walk(sort: "changed" | "created" | "name"): Promise<string[]> {
      const seen: string[] = [];
      for (let cursor: string | undefined, isOver = false; !isOver; ) {
        const page = await listVaults(here, readerOf(here), { sort, limit: 1, cursor });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
        isOver = cursor === undefined;
      }
      return seen;
    }
    expect(await walk("name")).toEqual([alpha, beta, gamma]);
    expect(await walk("created")).toEqual([gamma, alpha, beta]);
    expect(await walk("changed")).toEqual([beta, gamma, alpha]);
    const { nextCursor } = await listVaults(here, readerOf(here), { limit: 1 });
    await expect(
      listVaults(here, readerOf(here), { limit: 1, sort: "name", cursor: nextCursor ?? "" }),
    ).rejects.toMatchObject({ code: "CURSOR_INVALID" });
  });
});

describe("pausing", () => {
  test("keeps the first time and reason, says so, and leaves a record each time", async () => {
    const first = await makeVault(ctx);
    const { vaultId } = first;
    const paused = await pauseVault(ctx, { vaultId, reason: "audit" });
    expect(await pauseVault(ctx, { vaultId, reason: "another" })).toEqual(paused);
    expect(await getVault(ctx, member, first)).toMatchObject({
      ...{ pausedReason: "audit", state: "paused", eventSeq: 2 },
    });
    await unpauseVault(ctx, { vaultId });
    await unpauseVault(ctx, { vaultId, reason: "done" });
    expect(await getVault(ctx, member, first)).toMatchObject({ pausedAt: null, eventSeq: 3 });
    const rows = await query(
      "select action, outcome from audit_entries where target_id = $1 order by at",
      vaultId,
    );
    expect(rows.map(({ action }) => action)).toEqual([
      ...["vault.create", "vault.pause", "vault.pause", "vault.unpause", "vault.unpause"],
    ]);
  });

  test("stops every act of a signer but taking a proposal back, after the request's time is taken", async () => {
    const roster = rosterOf(2, [ann, bob]);
    const first = await makeVault(ctx, { roster, sourceKind: "memory" });
    const { vaultId } = first;
    const opened = proposalOf(first, { payload: '{"n":1}' });
    const back = proposalOf(first, { payload: '{"n":2}' });
    const fresh = proposalOf(first, { payload: '{"n":3}' });
    const later = (act: typeof opened.act) => ({ ...act, request: requestBy(ann) });
    await openProposal(ctx, later(opened.act));
    await openProposal(ctx, later(back.act));
    const waiting = moveOf(first, { payload: '{"n":4}', signers: [ann, bob] });
    const { deltaId } = await submitDelta(ctx, waiting.submission);
    await retractProposal(ctx, { vaultId, proposalId: back.proposalId, request: requestBy(ann) });
    await pauseVault(ctx, { vaultId, reason: "audit" });
    const { proposalId } = opened;
    const acts: (() => Promise<unknown>)[] = [
      () => submitDelta(ctx, moveOf(first, { payload: '{"n":5}', signers: [ann, bob] }).submission),
      () => openProposal(ctx, later(fresh.act)),
      () => signProposal(ctx, opened.signedBy(bob)),
      () => submitProposal(ctx, { vaultId, proposalId, request: requestBy(ann) }),
      () => restoreProposal(ctx, { vaultId, proposalId: back.proposalId, request: requestBy(ann) }),
      () => abandonDelta(ctx, { vaultId, deltaId, request: requestBy(ann) }),
    ];
    const clock = () =>
      query(
        "select last_timestamp_ms from vault_auth_clocks where vault_id = $1 order by 1",
        vaultId,
      );
    for (const act of acts) {
      const before = await clock();
      await expect(act()).rejects.toMatchObject({
        ...{ code: "VAULT_PAUSED", details: { reason: "audit" } },
      });
      expect(await clock()).not.toEqual(before);
    }
    const taken = await retractProposal(ctx, { vaultId, proposalId, request: requestBy(ann) });
    expect(taken.proposal.state).toBe("retracted");
  });

  test.each<[string, (by: VaultsContext, vaultId: string) => Promise<unknown>]>([
    ["vault.pause", (by, vaultId) => pauseVault(by, { vaultId, reason: "no" })],
    ["vault.unpause", (by, vaultId) => unpauseVault(by, { vaultId })],
    ["vault.rename", (by, vaultId) => renameVault(by, { vaultId, name: "No" })],
  ])(
    "or another act (%s) by somebody who may only look is refused, on record",
    async (action, act) => {
      const { vaultId } = await makeVault(ctx);
      const by = { ...ctx, permissions: new Set(["vault.read"]) };
      await expect(act(by, vaultId)).rejects.toMatchObject({ code: "FORBIDDEN" });
      const rows = await query(
        "select outcome, error_code, detail ->> 'action' as what from audit_entries where target_id = $1 and action = 'vault.denied'",
        vaultId,
      );
      expect(rows).toEqual([{ outcome: "denied", error_code: "FORBIDDEN", what: action }]);
      await expect(act({ ...by, organizationId: newId() }, vaultId)).rejects.toMatchObject({
        code: "VAULT_NOT_FOUND",
      });
    },
  );
});

describe("giving a delta up", () => {
  test("is asked for once, keeps its time, and costs nothing where nothing waits", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const { vaultId } = first;
    const { deltaId } = await submitDelta(ctx, moveOf(first).submission);
    const abandon = (by = ann, id = deltaId) =>
      abandonDelta(ctx, { vaultId, deltaId: id, request: requestBy(by) });
    const asked = await abandon();
    expect(asked).toMatchObject({ state: "pending" });
    expect(await abandon(bob)).toEqual(asked);
    const { events } = await readEvents(ctx, { vaultId, afterSeq: 2, limit: 9 });
    expect(events).toMatchObject([{ type: "delta.abandon-requested", data: { signerId: ann.id } }]);
    await query(
      "update vault_deltas set status = 'retained', status_reason = 'operator' where id = $1",
      deltaId,
    );
    expect(await abandon()).toEqual({ state: "retained" });
    await expect(abandon(ann, "x")).rejects.toMatchObject({ code: "DELTA_NOT_FOUND" });
  });

  test("is refused once it has landed", async () => {
    const first = await makeVault(ctx);
    const { deltaId } = await submitDelta(ctx, moveOf(first).submission);
    const request = requestBy(ann);
    await expect(
      abandonDelta(ctx, { vaultId: first.vaultId, deltaId, request }),
    ).rejects.toMatchObject({ code: "DELTA_LANDED" });
  });
});

test("reads write nothing, of any kind and by anybody", async () => {
  const first = await makeVault(ctx);
  await move(ctx, first);
  const count = async () => {
    await query("select pg_stat_force_next_flush()");
    const [row] = await query(
      "select sum(n_tup_ins + n_tup_upd + n_tup_del)::text as written from pg_stat_user_tables",
    );
    return row?.["written"];
  };
  const before = await count();
  for (let round = 0; round < 5; round += 1) {
    for (const [, read] of reads) {
      await read(signer(ann), first.vaultId).catch(() => undefined);
      await read(member, first.vaultId).catch(() => undefined);
    }
  }
  await listVaults(ctx, signer(ann), {});
  expect(await count()).toBe(before);
  // A read that took its time, as a change does, would show.
  const { vaultId } = first;
  await raiseClock(fixture.db.sql, { vaultId, signerId: ann.id, timestampMs: nextTimeMs() });
  expect(await count()).not.toBe(before);
});
