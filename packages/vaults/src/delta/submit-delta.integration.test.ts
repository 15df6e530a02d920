import { type SqlRow, violatedConstraint } from "@homeport/db";
import { newId } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  creationOf,
  makeVault,
  move,
  moveOf,
  nextTimeMs,
  openFixture,
  rosterOf,
  type TimedSubmission,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { testDevice, testWallet } from "../../test/signing.ts";
import {
  foldCreation,
  foldDelta,
  followChain,
  followServerKeys,
  isDeltaState,
  type SignedAcknowledgement,
  startChain,
  statusReasons,
  type VaultVersion,
} from "../core/index.ts";
import { createVault, renameVault, submitDelta, type VaultsContext } from "../index.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
});
afterAll(() => fixture[Symbol.asyncDispose]());

const [ann, bob, eve] = [testDevice(1), testDevice(2), testWallet(3)];

const query = (text: string, ...params: string[]) => fixture.db.sql.query(text, params);

async function one(text: string, ...params: string[]): Promise<SqlRow> {
  const [row] = await query(text, ...params);
  if (row === undefined) throw new Error("no row");
  return row;
}

async function clockOf(vaultId: string, signerId: string): Promise<number> {
  const text =
    "select last_timestamp_ms from vault_auth_clocks where vault_id = $1 and signer_id = $2";
  return Number((await one(text, vaultId, signerId))["last_timestamp_ms"]);
}

async function acknowledgementsOf(vaultId: string): Promise<SignedAcknowledgement[]> {
  const rows = await query(
    "select * from vault_acknowledgements where vault_id = $1 order by seq",
    vaultId,
  );
  return rows.map((row) => ({
    ...{ vaultId, seq: Number(row["seq"]), nonce: Number(row["nonce"]) },
    ...{ prev: row["prev"] as Buffer, next: row["next"] as Buffer },
    ...{ digest: row["delta_digest"] as Buffer, acceptedAtMs: Number(row["accepted_at_ms"]) },
    ...{ prevHash: row["prev_hash"] as Buffer, hash: row["hash"] as Buffer },
    ...{ keyId: String(row["key_id"]), signature: row["signature"] as Buffer },
  }));
}

/** What a client does with all that the store has of a vault: believes nothing, and folds it to its head. */
async function verify(first: VaultVersion): Promise<VaultVersion> {
  const { vaultId, mode, roster } = first;
  const key = { publicKey: ctx.server.publicKey, createdAtMs: 0, successionSignature: null };
  const ring = followServerKeys(ctx.primitives, ctx.server.publicKey, [key]);
  let end = startChain(vaultId);
  for (const next of await acknowledgementsOf(vaultId)) {
    end = followChain(ctx.primitives, ring, end, next);
  }
  const deltas = await query(
    `select kind, payload, prev, next, (select json_agg(json_build_object('signerId', signer_id, 'signature', signature))
      from vault_delta_signatures where delta_id = id) as signatures
    from vault_deltas where vault_id = $1 and status = 'canonical' order by nonce`,
    vaultId,
  );
  const [creation, ...moves] = deltas as unknown as Parameters<typeof foldDelta>[2][];
  if (creation === undefined) throw new Error("no creation");
  const start = foldCreation(ctx.primitives, { vaultId, mode, roster }, creation);
  return moves.reduce((from, delta) => foldDelta(ctx.primitives, from, delta), start);
}

const refusal = (submission: TimedSubmission) =>
  submitDelta(ctx, submission).then(
    () => null,
    (error: unknown) => error,
  );

describe("creating a vault", () => {
  test("stores state, signers, clocks, delta, acknowledgement, event and audit row together", async () => {
    const { prepared, request, input } = creationOf();
    expect(await createVault(ctx, request, input)).toMatchObject({ isNew: true });
    const { vaultId } = prepared.next;
    expect(await clockOf(vaultId, ann.id)).toBe(request.timestampMs);
    expect(await clockOf(vaultId, bob.id)).toBe(request.timestampMs);
    expect(
      await one(
        "select head_nonce, ack_seq, event_seq, source_state from vaults where id = $1",
        vaultId,
      ),
    ).toEqual({
      head_nonce: "0",
      ack_seq: "1",
      event_seq: "1",
      source_state: "verified",
    });
    expect(await query("select type from vault_events where vault_id = $1", vaultId)).toEqual([
      { type: "vault.created" },
    ]);
    expect(await query("select action from audit_entries where target_id = $1", vaultId)).toEqual([
      { action: "vault.create" },
    ]);
    expect((await verify(prepared.next)).commitment).toEqual(prepared.next.commitment);
  });

  test("again gives the same vault, and another one under its id is refused", async () => {
    const { request, input, prepared } = creationOf();
    const made = await createVault(ctx, request, input);
    const again = { ...request, timestampMs: nextTimeMs() };
    expect(await createVault(ctx, again, input)).toEqual({ ...made, isNew: false });
    const other = creationOf({ id: prepared.next.vaultId, payload: "[]" });
    await expect(createVault(ctx, other.request, other.input)).rejects.toMatchObject({
      code: "VAULT_EXISTS",
    });
    const elsewhere = { ...ctx, organizationId: newId() };
    await expect(createVault(elsewhere, again, input)).rejects.toMatchObject({
      code: "VAULT_EXISTS",
    });
  });

  test.each([
    ["by somebody without the right", "FORBIDDEN", {}, { permissions: new Set(["vault.read"]) }],
    ["in no organization", "FORBIDDEN", {}, { organizationId: undefined }],
    ["of a source that is not offered", "SOURCE_NOT_ALLOWED", { sourceKind: "https" as const }, {}],
    ["by a signer who has no vote", "FORBIDDEN", { creator: testDevice(9) }, {}],
  ])("%s is refused as %s", async (_what, code, options, change) => {
    const { request, input } = creationOf(options);
    const by = { ...ctx, ...change } as VaultsContext;
    await expect(createVault(by, request, input)).rejects.toMatchObject({ code });
  });

  test("with a time that is too far off, another next, or without the asking signer's signature is refused", async () => {
    const { request, input } = creationOf();
    const stale = { ...request, timestampMs: request.timestampMs - 400_000 };
    await expect(createVault(ctx, stale, input)).rejects.toMatchObject({ code: "AUTH_STALE" });
    await expect(
      createVault(ctx, request, { ...input, next: new Uint8Array(32) }),
    ).rejects.toMatchObject({ code: "DELTA_MISMATCH" });
    await expect(createVault(ctx, { ...request, signerId: bob.id }, input)).rejects.toMatchObject({
      code: "DELTA_THRESHOLD",
    });
    await expect(createVault(ctx, request, { ...input, signatures: [] })).rejects.toMatchObject({
      code: "DELTA_THRESHOLD",
    });
  });
});

describe("a creation that is sent again", () => {
  const again = async (change: string) => {
    const { ctx, db } = fixture;
    const { request, input } = creationOf({ sourceKind: "memory" });
    await createVault(ctx, request, input);
    await db.sql.query(change, [input.id]);
    return async (name = input.name) =>
      await createVault(ctx, { ...request, timestampMs: nextTimeMs() }, { ...input, name });
  };

  test("with another name, or where the vault names another place at its source, is another one", async () => {
    const renamed = await again("select $1");
    await expect(renamed("Others")).rejects.toMatchObject({ code: "VAULT_EXISTS" });
    expect(await renamed()).toMatchObject({ isNew: false });
    const elsewhere = await again(`update vaults set source = '{"key":"other"}' where id = $1`);
    await expect(elsewhere()).rejects.toMatchObject({ code: "VAULT_EXISTS" });
  });

  test("gives the vault also where that was renamed since", async () => {
    const create = await again("select $1");
    const { vaultId } = await create();
    const permissions = new Set(["vault.read", "vault.manage"]);
    await renameVault({ ...fixture.ctx, permissions }, { vaultId, name: "Renamed" });
    expect(await create()).toMatchObject({ vaultId, isNew: false });
  });
});

test("whoever may not create vaults is refused, on record", async () => {
  const { ctx, db } = fixture;
  const { request, input } = creationOf();
  const refused = createVault({ ...ctx, permissions: new Set(["vault.read"]) }, request, input);
  await expect(refused).rejects.toMatchObject({ code: "FORBIDDEN" });
  const rows = await db.sql.query(
    "select action, outcome, detail ->> 'permission' as permission from audit_entries where target_id = $1",
    [input.id],
  );
  expect(rows).toEqual([{ action: "vault.denied", outcome: "denied", permission: "vault.create" }]);
});

describe("a delta", () => {
  test("of a vault without source is history as it is accepted, and the whole can be verified", async () => {
    const first = await makeVault(ctx);
    let head = first;
    for (const n of [1, 2, 3]) head = await move(ctx, head, { payload: `{"n":${n}}`, by: bob });
    const state = await one(
      "select nonce, bytes, sha256 from vault_states where vault_id = $1",
      first.vaultId,
    );
    expect(String(state["bytes"])).toBe('{"n":3}');
    expect(state["sha256"]).toEqual(ctx.primitives.sha256(state["bytes"] as Buffer));
    expect((await verify(first)).commitment).toEqual(head.commitment);
    const events = await query(
      "select seq, type from vault_events where vault_id = $1 order by seq",
      first.vaultId,
    );
    expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      "1 vault.created",
      ...[2, 4, 6].flatMap((seq) => [`${seq} delta.accepted`, `${seq + 1} delta.canonical`]),
    ]);
  });

  test("again gives what is stored, also from another voter and when the vault is paused since", async () => {
    const first = await makeVault(ctx);
    const { submission } = moveOf(first);
    const stored = await submitDelta(ctx, submission);
    await query(
      "update vaults set paused_at = now(), paused_reason = 'audit' where id = $1",
      first.vaultId,
    );
    const again = { ...submission, request: { signerId: bob.id, timestampMs: nextTimeMs() } };
    expect(await submitDelta(ctx, again)).toEqual({ ...stored, isNew: false });
    expect(await acknowledgementsOf(first.vaultId)).toHaveLength(2);
    expect(await clockOf(first.vaultId, bob.id)).toBe(again.request.timestampMs);
  });

  test("waits where a source has a say, and keeps the next one out", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const waiting = await submitDelta(ctx, moveOf(first).submission);
    expect(waiting).toMatchObject({ status: "candidate", isNew: true });
    const head = await one("select head_nonce, ack_seq from vaults where id = $1", first.vaultId);
    expect(head).toEqual({ head_nonce: "0", ack_seq: "2" });
    expect(await refusal(moveOf(first, { payload: '{"n":2}' }).submission)).toMatchObject({
      code: "DELTA_BUSY",
      retryable: true,
      retryAfterMs: 3_000,
      details: { deltaId: waiting.deltaId },
    });
  });

  test("that was refused as busy cannot be replayed when nothing waits any more", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    await submitDelta(ctx, moveOf(first).submission);
    const { submission } = moveOf(first, { payload: '{"n":2}' });
    expect(await refusal(submission)).toMatchObject({ code: "DELTA_BUSY" });
    await query(
      "update vault_deltas set status = 'retained', status_reason = 'operator' where vault_id = $1 and status = 'candidate'",
      first.vaultId,
    );
    expect(await refusal(submission)).toMatchObject({
      code: "AUTH_REPLAY",
      details: { minTimestampMs: submission.request.timestampMs + 1 },
    });
    const fresh = { signerId: ann.id, timestampMs: nextTimeMs() };
    expect(await submitDelta(ctx, { ...submission, request: fresh })).toMatchObject({
      isNew: true,
    });
    const rows = await query(
      "select status, status_reason from vault_deltas where vault_id = $1 and nonce = 1 order by ack_seq",
      first.vaultId,
    );
    expect(rows).toEqual([
      { status: "discarded", status_reason: "superseded" },
      { status: "candidate", status_reason: null },
    ]);
    expect(await acknowledgementsOf(first.vaultId)).toHaveLength(3);
  });

  test.each<[string, (first: VaultVersion) => TimedSubmission]>([
    ["DELTA_STALE_BASE", (first) => moveOf({ ...first, nonce: 4 }).submission],
    [
      "DELTA_STALE_BASE",
      (first) => moveOf({ ...first, commitment: new Uint8Array(32) }).submission,
    ],
    ["DELTA_THRESHOLD", (first) => moveOf(first, { signers: [] }).submission],
    ["SIGNATURE_INVALID", (first) => moveOf(first, { signers: [ann, testDevice(9)] }).submission],
    [
      "DELTA_MISMATCH",
      (first) => {
        const { submission } = moveOf(first);
        return { ...submission, input: { ...submission.input, next: new Uint8Array(32) } };
      },
    ],
    [
      "DELTA_INVALID",
      (first) => {
        const { submission } = moveOf(first);
        return { ...submission, input: { ...submission.input, kind: "nonsense" } };
      },
    ],
    ["FORBIDDEN", (first) => moveOf(first, { by: eve, signers: [ann] }).submission],
  ])(
    "that is refused as %s has used its time up all the same, and leaves no other trace",
    async (code, make) => {
      const roster = rosterOf(1, [ann], [{ id: eve.id, role: "proposer", label: "Eve" }]);
      const first = await makeVault(ctx, { roster });
      const submission = make(first);
      expect(await refusal(submission)).toMatchObject({ code });
      const { signerId, timestampMs } = submission.request;
      expect(await clockOf(first.vaultId, signerId)).toBe(timestampMs);
      expect(await refusal(submission)).toMatchObject({ code: "AUTH_REPLAY" });
      expect(await acknowledgementsOf(first.vaultId)).toHaveLength(1);
    },
  );

  test("is refused while its vault is paused, and for ever once it is released", async () => {
    const first = await makeVault(ctx);
    await query(
      "update vaults set paused_at = now(), paused_reason = 'audit' where id = $1",
      first.vaultId,
    );
    expect(await refusal(moveOf(first).submission)).toMatchObject({
      code: "VAULT_PAUSED",
      details: { reason: "audit" },
    });
    await query(
      "update vaults set paused_at = null, paused_reason = null where id = $1",
      first.vaultId,
    );
    const last = await move(ctx, first, { kind: "release@1", payload: "{}" });
    await query(
      "update vaults set paused_at = now(), paused_reason = 'audit' where id = $1",
      first.vaultId,
    );
    const after = { ...last, isReleased: false };
    expect(await refusal(moveOf(after).submission)).toMatchObject({ code: "VAULT_RELEASED" });
  });

  test("of a stranger, of a removed signer and of an unknown vault get the same answer and cost no clock", async () => {
    const first = await makeVault(ctx);
    const without = { threshold: 1, signers: rosterOf(1, [ann]).signers };
    const head = await move(ctx, first, { kind: "roster@1", payload: JSON.stringify(without) });
    const before = await clockOf(first.vaultId, bob.id);
    const answers = await Promise.all([
      refusal(moveOf(head, { by: testDevice(9) }).submission),
      refusal(moveOf(head, { by: bob }).submission),
      refusal({ ...moveOf(head).submission, vaultId: newId() }),
    ]);
    const [expected] = answers;
    expect(expected).toMatchObject({ code: "VAULT_NOT_FOUND", details: {} });
    for (const answer of answers) expect(answer).toEqual(expected);
    expect(await clockOf(first.vaultId, bob.id)).toBe(before);
  });

  test("that changes the roster decides who signs the next one, and a signer who comes back cannot be replayed", async () => {
    const first = await makeVault(ctx);
    const { submission: old } = moveOf(first, { by: bob });
    const roster = (threshold: number, ...voters: (typeof ann)[]) =>
      JSON.stringify(rosterOf(threshold, voters));
    const alone = await move(ctx, first, { kind: "roster@1", payload: roster(1, ann) });
    const back = await move(ctx, alone, { kind: "roster@1", payload: roster(2, ann, bob, eve) });
    const rows = await query(
      "select signer_id, added_nonce, removed_nonce from vault_signers where vault_id = $1 order by added_nonce, signer_id",
      first.vaultId,
    );
    expect(rows).toEqual([
      { signer_id: ann.id, added_nonce: "0", removed_nonce: null },
      ...[bob.id, eve.id]
        .sort()
        .map((signer_id) => ({ signer_id, added_nonce: "2", removed_nonce: null })),
    ]);
    expect(await clockOf(first.vaultId, bob.id)).toBeLessThan(old.request.timestampMs);
    expect(await clockOf(first.vaultId, eve.id)).toBeGreaterThan(0);
    expect(await refusal(moveOf(back, { by: bob }).submission)).toMatchObject({
      code: "DELTA_THRESHOLD",
      details: { required: 2, got: 1 },
    });
    await move(ctx, back, { by: bob, signers: [bob, eve] });
    expect((await verify(first)).nonce).toBe(3);
    const types = await query(
      "select type from vault_events where vault_id = $1 and type = 'roster.changed'",
      first.vaultId,
    );
    expect(types).toHaveLength(2);
  });
});

describe("the store", () => {
  const fails = async (text: string, ...params: string[]) =>
    query(text, ...params).then(
      () => null,
      (error: unknown) => violatedConstraint(error),
    );

  test("never changes, deletes or empties acknowledgements, and no clock falls or goes", async () => {
    const { vaultId } = await makeVault(ctx);
    const immutable = "vault_acknowledgements_immutable";
    const where = "where vault_id = $1";
    expect(await fails(`update vault_acknowledgements set nonce = 1 ${where}`, vaultId)).toBe(
      immutable,
    );
    expect(await fails(`delete from vault_acknowledgements ${where}`, vaultId)).toBe(immutable);
    expect(await fails("truncate vault_acknowledgements")).toBe(immutable);
    expect(
      await fails(`update vault_auth_clocks set last_timestamp_ms = 1 ${where}`, vaultId),
    ).toBe("vault_auth_clocks_rise");
    expect(await fails(`delete from vault_auth_clocks ${where}`, vaultId)).toBe(
      "vault_auth_clocks_immutable",
    );
  });

  test("holds exactly the pairs of status and reason that the core knows", async () => {
    const { vaultId } = await makeVault(ctx);
    const statuses = [...Object.keys(statusReasons), "lost"];
    const reasons = [null, "lost", ...Object.values(statusReasons).flat()];
    for (const status of statuses) {
      for (const reason of new Set(reasons)) {
        const set = `update vault_deltas set status = '${status}', status_reason = ${reason === null ? "null" : `'${reason}'`}`;
        const refused = await fails(`${set} where vault_id = $1`, vaultId);
        expect(refused, `${status} ${reason}`).toBe(
          isDeltaState(status, reason) ? null : "vault_deltas_status",
        );
      }
    }
  });
});
