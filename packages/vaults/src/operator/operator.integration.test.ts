import { newId } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  keys,
  makeVault,
  move,
  moveOf,
  openFixture,
  requestBy,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { expectWhole } from "../../test/invariants.ts";
import { testDevice } from "../../test/signing.ts";
import {
  abandonDelta,
  checkSource,
  checkVaultNow,
  followServerKey,
  getVault,
  listAnyVaults,
  listCandidates,
  listServerKeys,
  listSources,
  openServerKey,
  pauseAnyVault,
  probeChains,
  readerOf,
  retainDelta,
  rotateServerKey,
  submitDelta,
  summarizeVaults,
  unpauseAnyVault,
  type VaultOperatorContext,
  type VaultsContext,
} from "../index.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
let operator: VaultOperatorContext & { readonly keys: typeof keys };
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
  operator = { ...ctx, keys, organizationId: newId(), words: new Set(["vault.operate"]) };
});
afterAll(() => fixture[Symbol.asyncDispose]());

const bob = testDevice(2);
const query = (text: string, ...params: string[]) => fixture.db.sql.query(text, params);

async function waiting() {
  const first = await makeVault(ctx, { sourceKind: "memory" });
  const { deltaId } = await submitDelta(ctx, moveOf(first).submission);
  return { ...first, deltaId };
}

const lastAudit = async (vaultId: string) => {
  const [row] = await query(
    "select action, outcome, organization_id, detail from audit_entries where target_id = $1 order by id desc limit 1",
    vaultId,
  );
  return row;
};

describe("an operator", () => {
  test("sees every vault's outside, and nothing of what is in one", async () => {
    const { vaultId, deltaId } = await waiting();
    const { items } = await listCandidates(operator, { limit: 500 });
    const [candidate] = items.filter((one) => one.vaultId === vaultId);
    expect(candidate).toMatchObject({
      deltaId,
      checks: 0,
      holder: null,
      fence: 0,
      source: "memory",
    });
    const listed = await listAnyVaults(operator, { search: vaultId });
    expect(listed.items).toMatchObject([{ id: vaultId, state: "waiting" }]);
    expect(JSON.stringify([candidate, listed])).not.toMatch(/payload|signature|"n":/);
    const overview = await summarizeVaults(operator);
    expect(overview.candidates).toBeGreaterThan(0);
    expect(overview.oldestCandidateMs).toBeGreaterThanOrEqual(0);
    expect(await listSources(operator)).toContainEqual(
      expect.objectContaining({ source: "memory", unavailable: 0 }),
    );
  });

  test("walks through all that waits, the oldest first, whatever is accepted at one instant", async () => {
    const here = await openFixture();
    await using _ = here;
    const by = { ...operator, ...here.ctx, words: operator.words };
    for (let n = 0; n < 5; n += 1) {
      const first = await makeVault(here.ctx, { sourceKind: "memory" });
      await submitDelta(here.ctx, moveOf(first).submission);
    }
    await here.db.sql.query(
      "update vault_deltas set accepted_at = date_trunc('second', accepted_at) where status = 'candidate'",
    );
    const walked: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const { items, nextCursor } = await listCandidates(by, { limit: 2, cursor });
      expect(items.length).toBeLessThanOrEqual(2);
      walked.push(...items.map(({ deltaId }) => deltaId));
      cursor = nextCursor;
    }
    const all = await here.db.sql.query(
      "select id from vault_deltas where status = 'candidate' order by accepted_at, id",
    );
    expect(walked).toEqual(all.map(({ id }) => id));
    expect(walked).toHaveLength(5);
  });

  test("is told whose a vault is by the name of its organization, and finds those of one state", async () => {
    const { vaultId } = await waiting();
    const { vaultId: idle } = await makeVault(ctx);
    const find = async (input: object) => (await listAnyVaults(operator, input)).items;
    expect(await find({ search: vaultId })).toMatchObject([{ organization: null }]);
    await query(
      "insert into organizations (id, name, slug, created_at) values ($1, 'Harbour', 'harbour', now())",
      ctx.organizationId ?? "",
    );
    expect(await find({ search: vaultId })).toMatchObject([{ organization: "Harbour" }]);
    const { items } = await listCandidates(operator, { limit: 500 });
    expect(items.find((one) => one.vaultId === vaultId)).toMatchObject({ organization: "Harbour" });
    expect(await find({ search: vaultId, state: "waiting" })).toHaveLength(1);
    expect(await find({ search: idle, state: "waiting" })).toEqual([]);
  });

  test("has a source looked at now, as somebody of the organization may", async () => {
    const { vaultId } = await waiting();
    await query(
      "update vault_deltas set next_check_at = now() + interval '1 h' where vault_id = $1 and status = 'candidate'",
      vaultId,
    );
    expect(await checkVaultNow(operator, { vaultId })).toEqual({ isDue: true });
    expect(fixture.woken.filter((id) => id === vaultId)).toHaveLength(2);
    expect(await lastAudit(vaultId)).toMatchObject({
      ...{ action: "vault.check", organization_id: ctx.organizationId },
    });
    const manager = { ...ctx, permissions: new Set(["vault.read", "vault.manage"]) };
    expect(await checkSource(manager, { vaultId })).toEqual({ isDue: true });
    const { vaultId: idle } = await makeVault(ctx);
    expect(await checkSource(manager, { vaultId: idle })).toEqual({ isDue: false });
  });

  test("ends the wait of what is stuck, once, and on record", async () => {
    const { vaultId, deltaId } = await waiting();
    const retain = () => retainDelta(operator, { vaultId, deltaId, reason: "the chain is gone" });
    expect(await retain()).toEqual({ status: "retained" });
    expect(await lastAudit(vaultId)).toMatchObject({
      ...{ action: "vault.retain", outcome: "success" },
      detail: { deltaId, reason: "the chain is gone", before: "candidate", after: "retained" },
    });
    expect(await retain()).toEqual({ status: "retained" });
    expect(await getVault(ctx, readerOf(ctx), { vaultId })).toMatchObject({
      ...{ state: "unresolved", eventSeq: 3 },
    });
    await expectWhole(fixture, vaultId);
  });

  test("has what somebody gave up discarded, and what has landed left alone", async () => {
    const { vaultId, deltaId } = await waiting();
    await abandonDelta(ctx, { vaultId, deltaId, request: requestBy(bob) });
    expect(await retainDelta(operator, { vaultId, deltaId, reason: "no" })).toEqual({
      status: "discarded",
    });
    const first = await makeVault(ctx);
    const stored = await submitDelta(ctx, moveOf(first).submission);
    const of = { vaultId: first.vaultId, reason: "no" };
    await expect(retainDelta(operator, { ...of, deltaId: stored.deltaId })).rejects.toMatchObject({
      code: "DELTA_LANDED",
    });
    await expect(retainDelta(operator, { ...of, deltaId: "x" })).rejects.toMatchObject({
      code: "DELTA_NOT_FOUND",
    });
  });

  test("pauses any vault, which keeps the first reason whoever pauses it again", async () => {
    const { vaultId } = await makeVault(ctx);
    const paused = await pauseAnyVault(operator, { vaultId, reason: "an incident" });
    expect(await pauseAnyVault(operator, { vaultId, reason: "again" })).toEqual(paused);
    await unpauseAnyVault(operator, { vaultId, reason: "over" });
    expect(await lastAudit(vaultId)).toMatchObject({
      ...{ action: "vault.unpause", organization_id: ctx.organizationId },
    });
  });

  test.each<[string, (by: typeof operator) => Promise<unknown>]>([
    ["vault.summarize", (by) => summarizeVaults(by)],
    ["vault.list", (by) => listAnyVaults(by, {})],
    ["vault.candidates", (by) => listCandidates(by, {})],
    ["vault.sources", (by) => listSources(by)],
    ["vault.chains", (by) => probeChains(by)],
    ["vault.check", (by) => checkVaultNow(by, { vaultId: "x" })],
    ["vault.retain", (by) => retainDelta(by, { vaultId: "x", deltaId: "x", reason: "x" })],
    ["vault.pause", (by) => pauseAnyVault(by, { vaultId: "x", reason: "x" })],
    ["vault.unpause", (by) => unpauseAnyVault(by, { vaultId: "x" })],
    ["vault.key-rotate", (by) => rotateServerKey(by)],
  ])("without the word is refused %s, on record", async (action, act) => {
    const requestId = newId();
    const by = { ...operator, requestId, words: new Set(["fleet.operate"]) };
    await expect(act(by)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const rows = await query(
      "select action, outcome, detail ->> 'action' as what from audit_entries where request_id = $1",
      requestId,
    );
    expect(rows).toEqual([{ action: "vault.denied", outcome: "denied", what: action }]);
  });

  test("of a vault that does not exist is told so", async () => {
    await expect(checkVaultNow(operator, { vaultId: newId() })).rejects.toMatchObject({
      code: "VAULT_NOT_FOUND",
    });
  });

  test("cannot change the audit, nor take a record out of it", async () => {
    for (const text of [
      "update audit_entries set action = 'x'",
      "delete from audit_entries",
      "truncate audit_entries",
    ]) {
      await expect(query(text)).rejects.toThrow();
    }
  });
});

describe("a rotation of the key that acknowledges", () => {
  test("is followed by every replica that hears of it, and all words stay good", async () => {
    const here = await openFixture();
    await using _ = here;
    const first = await makeVault(here.ctx);
    const other = await openServerKey({ ...here.ctx, keys });
    const heard: (() => void)[] = [];
    const stop = followServerKey(
      {
        subscribe: (_topics, { apply, flush }) => {
          heard.push(
            () => apply("vault", "server-key"),
            () => flush("reconnect"),
          );
          return () => undefined;
        },
      },
      other,
    );
    const by = { ...operator, ...here.ctx, keys, words: operator.words };
    const two = await Promise.all([rotateServerKey(by), rotateServerKey(by)]);
    expect(here.announced).toContain("server-key");
    const head = await move(here.ctx, first);
    for (const hear of heard) hear();
    await other.reload();
    expect(two.map(({ keyId }) => keyId)).toContain(other.keyId);
    await move({ ...here.ctx, server: other }, head, { payload: '{"n":2}' });
    await expectWhole(here, first.vaultId);
    const listed = await listServerKeys(here.ctx);
    expect(listed).toHaveLength(3);
    expect(listed.filter(({ retiredAtMs }) => retiredAtMs === null)).toMatchObject([
      { id: other.keyId },
    ]);
    stop();
  });
});
