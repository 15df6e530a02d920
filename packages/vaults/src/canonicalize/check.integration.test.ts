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
import { testDevice } from "../../test/signing.ts";
import { age, look, readsOf, show, workerOf } from "../../test/source-world.ts";
import { printHash, type VaultVersion } from "../core/index.ts";
import {
  abandonDelta,
  type CanonicalizeDeps,
  type DeltaView,
  getDelta,
  getVault,
  listDeltas,
  openProposal,
  readEvents,
  readerOf,
  submitDelta,
  type VaultsContext,
} from "../index.ts";
import { selectDueVaults } from "./facts-store.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
let worker: CanonicalizeDeps;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
  worker = workerOf(fixture);
});
afterAll(() => fixture[Symbol.asyncDispose]());

const bob = testDevice(2);
const query = (text: string, ...params: string[]) => fixture.db.sql.query(text, params);

/** A vault whose first delta waits for its source. */
async function waiting(payload = '{"n":1}') {
  const first = await makeVault(ctx, { sourceKind: "memory" });
  return { first, ...(await submit(first, payload)) };
}

async function submit(from: VaultVersion, payload: string, kind = "merge-patch@1") {
  const { prepared, submission } = moveOf(from, { payload, kind });
  const { deltaId } = await submitDelta(ctx, submission);
  return { next: prepared.next, deltaId };
}

const delta = ({ vaultId }: VaultVersion, deltaId: string): Promise<DeltaView> =>
  getDelta(ctx, readerOf(ctx), { vaultId, deltaId });

const vault = ({ vaultId }: VaultVersion) => getVault(ctx, readerOf(ctx), { vaultId });

async function eventsOf({ vaultId }: VaultVersion): Promise<string[]> {
  const { events } = await readEvents(ctx, { vaultId, afterSeq: 1, limit: 500 });
  return events.map(({ type }) => type);
}

/** Looks as often as asked, each time long enough after the last look for this one to count. */
async function lookOften(first: VaultVersion, times: number, by = worker): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    await age(fixture, first, 60_001);
    await look(by, first);
  }
}

const abandon = ({ vaultId }: VaultVersion, deltaId: string) =>
  abandonDelta(ctx, { vaultId, deltaId, request: requestBy(bob) });

describe("a delta that waits", () => {
  test("is history once its source shows it, with all that belongs to it in one go", async () => {
    const { first, next, deltaId } = await waiting();
    await show(fixture, first, { version: first }, { version: next });
    await look(worker, first);
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "candidate", retryCount: 0, checks: 1 },
      lastObservation: { kind: "present", nonce: 0 },
    });
    await age(fixture, first, 3_000);
    await look(worker, first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical", nextCheckAt: null });
    expect(await vault(first)).toMatchObject({
      head: { nonce: 1, commitment: printHash(next.commitment) },
      ...{ sourceState: "verified", state: "canonical" },
    });
    const [row] = await query(
      "select s.bytes, d.promoted_fence = v.fence_token as is_last from vault_states s join vaults v on v.id = s.vault_id join vault_deltas d on d.vault_id = v.id and d.nonce = 1 where v.id = $1",
      first.vaultId,
    );
    expect(row).toMatchObject({ is_last: true });
    expect(String(row?.["bytes"])).toBe('{"n":1}');
    expect(await eventsOf(first)).toEqual(["delta.accepted", "source.verified", "delta.canonical"]);
  });

  test("is not looked at before it is due, and once for each time that it is", async () => {
    const { first } = await waiting();
    await show(fixture, first, "absent");
    for (let at = 0; at < 3; at += 1) await look(worker, first);
    expect(await readsOf(fixture, first)).toBe(1);
    expect((await selectDueVaults(fixture.db.sql, 500)).map(({ key }) => key)).not.toContain(
      first.vaultId,
    );
    await age(fixture, first, 3_000);
    expect((await selectDueVaults(fixture.db.sql, 500)).map(({ key }) => key)).toContain(
      first.vaultId,
    );
  });

  test("changes signers, or moves the vault elsewhere, only when it lands", async () => {
    const roster = JSON.stringify(rosterOf(1, [bob]));
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const { next } = await submit(first, roster, "roster@1");
    expect((await vault(first)).signers).toHaveLength(2);
    await show(fixture, first, { version: next });
    await look(worker, first);
    expect((await vault(first)).signers.map(({ id }) => id)).toEqual([bob.id]);
    const { prepared, submission } = moveOf(next, { kind: "release@1", payload: "{}", by: bob });
    await submitDelta(ctx, submission);
    expect((await vault(first)).releasedAt).toBeNull();
    await show(fixture, first, { version: prepared.next });
    await look(worker, first);
    expect(await vault(first)).toMatchObject({ state: "released" });
    expect((await eventsOf(first)).slice(-2)).toEqual(["delta.canonical", "vault.released"]);
  });

  test("settles the proposal that it came of", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const { act, prepared } = proposalOf(first);
    expect((await openProposal(ctx, act)).proposal.state).toBe("submitted");
    await show(fixture, first, { version: prepared.next });
    await look(worker, first);
    expect((await eventsOf(first)).slice(-1)).toEqual(["proposal.settled"]);
  });

  test("loses no retry to thirty minutes of a source that does not answer", async () => {
    const { first, deltaId } = await waiting();
    await show(fixture, first, "unavailable");
    for (let minute = 0; minute < 30; minute += 1) {
      await look(worker, first);
      await age(fixture, first, 60_000);
    }
    expect(await readsOf(fixture, first)).toBe(30);
    expect(await delta(first, deltaId)).toMatchObject({ status: "candidate", retryCount: 0 });
    expect((await vault(first)).sourceUnavailableSince).not.toBeNull();
    await show(fixture, first, "absent");
    await look(worker, first);
    expect(await delta(first, deltaId)).toMatchObject({ retryCount: 1 });
    expect(await eventsOf(first)).toEqual([
      ...["delta.accepted", "source.unavailable", "source.recovered"],
    ]);
  });

  test("is waited for longer and longer while its source does not answer, up to a minute", async () => {
    const { first } = await waiting();
    await show(fixture, first, "unavailable");
    const waits: number[] = [];
    for (let at = 0; at < 4; at += 1) {
      await look(worker, first);
      const [row] = await query(
        "select extract(epoch from next_check_at - clock_timestamp())::float8 as wait from vault_deltas where vault_id = $1 and status = 'candidate'",
        first.vaultId,
      );
      const wait = Math.ceil(Number(row?.["wait"]));
      waits.push(Math.floor(wait / 10) * 10);
      await age(fixture, first, (wait + 1) * 1_000);
    }
    expect(waits).toEqual([10, 20, 40, 60]);
  });

  test("is retained when its source has not moved for long, and unlocks its vault", async () => {
    const { first, deltaId } = await waiting();
    await show(fixture, first, "absent");
    await age(fixture, first, 600_001);
    await lookOften(first, 47);
    expect(await delta(first, deltaId)).toMatchObject({ status: "candidate", retryCount: 47 });
    await lookOften(first, 1);
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "retained", statusReason: "exhausted" },
    });
    expect(await vault(first)).toMatchObject({ state: "unresolved", candidate: null });
    expect(await submit(first, '{"n":2}')).toMatchObject({});
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "discarded", statusReason: "superseded" },
    });
  });

  test("is retained after two looks in a row at something else", async () => {
    const { first, deltaId } = await waiting();
    const other = moveOf(first, { payload: '{"n":9}' }).prepared.next;
    await show(fixture, first, { version: other }, { version: first }, { version: other });
    await lookOften(first, 3);
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "candidate", divergenceCount: 1 },
    });
    await lookOften(first, 1);
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "retained", statusReason: "diverged" },
    });
  });

  test("is discarded at once where nothing is retained", async () => {
    const { first, deltaId } = await waiting();
    const other = moveOf(first, { payload: '{"n":9}' }).prepared.next;
    await show(fixture, first, { version: other });
    await lookOften(first, 2, workerOf(fixture, { retainedMs: 0 }));
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "discarded", statusReason: "diverged", nextCheckAt: null },
    });
  });

  test("counts a look only ten seconds after the one before, however often it is looked at", async () => {
    const { first, deltaId } = await waiting();
    await show(fixture, first, "absent");
    await age(fixture, first, 700_000);
    for (let at = 0; at < 4; at += 1) {
      await query("update vault_deltas set next_check_at = now() where id = $1", deltaId);
      await look(worker, first);
    }
    expect(await delta(first, deltaId)).toMatchObject({ retryCount: 1, checks: 4 });
  });
});

describe("a delta that is given up", () => {
  test("is discarded after two looks, fifteen seconds on, that find it has not landed", async () => {
    const { first, deltaId } = await waiting();
    await show(fixture, first, "absent");
    await abandon(first, deltaId);
    await age(fixture, first, 10_001);
    await look(worker, first);
    expect(await delta(first, deltaId)).toMatchObject({ abandonConfirmCount: 1 });
    await age(fixture, first, 10_001);
    await look(worker, first);
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "discarded", statusReason: "abandoned" },
    });
    expect(await vault(first)).toMatchObject({ candidate: null, state: "canonical" });
  });

  test("lands all the same if it does so first", async () => {
    const { first, next, deltaId } = await waiting();
    await abandon(first, deltaId);
    await show(fixture, first, { version: next });
    await age(fixture, first, 20_000);
    await look(worker, first);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
    await expect(abandon(first, deltaId)).rejects.toMatchObject({ code: "DELTA_LANDED" });
  });

  test("lands all the same if it does so later", async () => {
    const { first, next, deltaId } = await waiting();
    await show(fixture, first, "absent");
    await abandon(first, deltaId);
    await lookOften(first, 2);
    expect(await delta(first, deltaId)).toMatchObject({ status: "discarded" });
    await show(fixture, first, { version: next });
    await lookOften(first, 1);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
    expect(await vault(first)).toMatchObject({ head: { nonce: 1 } });
  });

  test("keeps when it was asked for while looks count", async () => {
    const { first, deltaId } = await waiting();
    await show(fixture, first, "absent");
    const asked = await abandon(first, deltaId);
    await query(
      "update vault_deltas set counted_at = counted_at - interval '11 s' where id = $1",
      deltaId,
    );
    await look(worker, first);
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ abandonConfirmCount: 1 },
      abandonRequestedAt: "abandonRequestedAt" in asked ? asked.abandonRequestedAt : null,
    });
  });

  test("loses its confirmations when the source shows something else in between", async () => {
    const { first, deltaId } = await waiting();
    const other = moveOf(first, { payload: '{"n":9}' }).prepared.next;
    await abandon(first, deltaId);
    await show(fixture, first, "absent", { version: other });
    await lookOften(first, 2);
    expect(await delta(first, deltaId)).toMatchObject({
      ...{ status: "candidate", abandonConfirmCount: 0, divergenceCount: 1 },
    });
  });
});

describe("what landed while nothing waited for it", () => {
  test("is found: a delta that was replaced takes its successor's place", async () => {
    const { first, next, deltaId } = await waiting();
    await show(fixture, first, "absent");
    await query(
      "update vault_deltas set status = 'retained', status_reason = 'operator' where id = $1",
      deltaId,
    );
    const second = await submit(first, '{"n":2}');
    await show(fixture, first, { version: next });
    await lookOften(first, 2);
    expect(await delta(first, second.deltaId)).toMatchObject({ status: "retained" });
    await lookOften(first, 1);
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
    expect(await delta(first, second.deltaId)).toMatchObject({
      ...{ status: "discarded", statusReason: "overtaken", nextCheckAt: null },
    });
    expect((await eventsOf(first)).slice(-2)).toEqual(["delta.canonical", "delta.discarded"]);
  });

  test("is said to be ahead where nothing explains it, and caught up with by what is submitted", async () => {
    const { first, next, deltaId } = await waiting();
    const ahead = [next];
    for (const n of [2, 3]) {
      const last = ahead.at(-1) ?? next;
      ahead.push(moveOf(last, { payload: `{"n":${n}}` }).prepared.next);
    }
    const [one, two, three] = ahead;
    if (one === undefined || two === undefined || three === undefined) throw new Error("three");
    const unknown = moveOf(first, { payload: '{"n":9}' }).prepared.next;
    await show(fixture, first, { version: unknown });
    await lookOften(first, 3);
    expect(await delta(first, deltaId)).toMatchObject({ status: "retained" });
    expect(await vault(first)).toMatchObject({ state: "ahead", sourceState: "ahead" });
    expect(await eventsOf(first)).toContain("source.ahead");

    await show(fixture, first, { version: one }, { version: two }, { version: three });
    await lookOften(first, 1);
    expect(await vault(first)).toMatchObject({ head: { nonce: 1 }, sourceState: "verified" });
    for (const [from, to] of [
      [one, 2],
      [two, 3],
    ] as const) {
      await submit(from, `{"n":${to}}`);
      await look(worker, first);
      expect(await vault(first)).toMatchObject({ head: { nonce: to } });
    }
  });

  test("is found step by step where the source keeps its history", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const one = await submit(first, '{"n":1}');
    const two = moveOf(one.next, { payload: '{"n":2}' }).prepared.next;
    const three = moveOf(two, { payload: '{"n":3}' }).prepared.next;
    await show(fixture, first, { version: one.next }, { version: two }, { version: three });
    await query("update vault_memory_sources set reads = 2 where vault_id = $1", first.vaultId);
    await look(worker, first);
    expect(await vault(first)).toMatchObject({ head: { nonce: 1 } });
    for (const [from, to] of [
      [one.next, 2],
      [two, 3],
    ] as const) {
      await submit(from, `{"n":${to}}`);
      await look(worker, first);
      expect(await vault(first)).toMatchObject({ head: { nonce: to } });
    }
    const page = { vaultId: first.vaultId, view: "canonical" } as const;
    const { items } = await listDeltas(ctx, readerOf(ctx), page);
    expect(items.map(({ nonce }) => nonce)).toEqual([0, 1, 2, 3]);
  });

  test("by a source that lags, has lost its memory or does not answer is nothing", async () => {
    const { first, next, deltaId } = await waiting();
    await show(fixture, first, { version: next });
    await look(worker, first);
    const second = await submit(next, '{"n":2}');
    await query(
      "update vault_deltas set status = 'retained', status_reason = 'operator' where id = $1",
      second.deltaId,
    );
    for (const shown of ["absent", "unavailable", { version: first }, { version: next }] as const) {
      await show(fixture, first, shown);
      await lookOften(first, 1);
      expect(await delta(first, second.deltaId)).toMatchObject({ status: "retained" });
      expect(await vault(first)).toMatchObject({ head: { nonce: 1 }, sourceState: "verified" });
    }
    expect(await delta(first, deltaId)).toMatchObject({ status: "canonical" });
  });
});
