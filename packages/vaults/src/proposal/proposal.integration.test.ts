import type { SqlRunner } from "@homeport/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeVault,
  move,
  moveOf,
  openFixture,
  proposalOf,
  requestBy,
  rosterOf,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { testDevice, testWallet } from "../../test/signing.ts";
import type { VaultVersion } from "../core/index.ts";
import {
  getProposal,
  getVault,
  listProposals,
  openProposal,
  readEvents,
  readerOf,
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

const [ann, bob, wil, eve] = [testDevice(1), testDevice(2), testWallet(3), testDevice(4)];
const roster = rosterOf(2, [ann, bob, wil], [{ id: eve.id, role: "proposer", label: "Eve" }]);
const query = (text: string, ...params: string[]) => fixture.db.sql.query(text, params);

/** One of two of three, so that nothing is accepted as it is opened. */
const newVault = (sourceKind: "self" | "memory" = "self") => makeVault(ctx, { roster, sourceKind });

async function open(first: VaultVersion, n = 1, by = ann) {
  const proposed = proposalOf(first, { payload: `{"n":${n}}`, by });
  return { ...proposed, opened: await openProposal(ctx, proposed.act) };
}

const about = ({ vaultId }: VaultVersion, proposalId: string, by = ann) => ({
  ...{ vaultId, proposalId, request: requestBy(by) },
});

async function typesOf(vaultId: string): Promise<string[]> {
  const { events } = await readEvents(ctx, { vaultId, afterSeq: 0, limit: 500 });
  return events.map(({ type }) => type);
}

const retain = (vaultId: string) =>
  query(
    "update vault_deltas set status = 'retained', status_reason = 'operator' where vault_id = $1 and status = 'candidate'",
    vaultId,
  );

describe("a proposal", () => {
  test("collects signatures and moves the vault with the last one that it takes", async () => {
    const first = await newVault();
    const { opened, signedBy, prepared, proposalId } = await open(first);
    expect(opened).toMatchObject({
      ...{ isNew: true, accepted: null },
      proposal: { state: "open", collected: 1, required: 2, signed: [ann.id] },
    });
    expect(opened.proposal.missing.toSorted()).toEqual([bob.id, wil.id].sort());
    const { proposal, accepted } = await signProposal(ctx, signedBy(wil));
    expect(proposal).toMatchObject({ state: "settled", deltaId: accepted?.deltaId });
    expect(accepted).toMatchObject({ status: "canonical", isNew: true });
    const { head } = await getVault(ctx, readerOf(ctx), first);
    expect(head.commitment).toBe(`0x${Buffer.from(prepared.next.commitment).toString("hex")}`);
    expect(await getProposal(ctx, readerOf(ctx), { ...first, proposalId })).toEqual(proposal);
    expect(await typesOf(first.vaultId)).toEqual([
      ...["vault.created", "proposal.opened", "proposal.signed", "proposal.ready"],
      ...["delta.accepted", "delta.canonical", "proposal.settled"],
    ]);
  });

  test("that is opened again is the same, and one that is signed again keeps its first signature", async () => {
    const first = await newVault();
    const { act, opened, signedBy } = await open(first);
    const again = { ...act, request: requestBy(ann) };
    expect(await openProposal(ctx, again)).toEqual({ ...opened, isNew: false });
    const mine = { ...signedBy(ann), input: { signerId: ann.id, signature: "something else" } };
    expect((await signProposal(ctx, mine)).proposal.signatures).toEqual(opened.proposal.signatures);
  });

  test("of somebody without a vote waits for as many votes as ever", async () => {
    const first = await newVault();
    const { opened, signedBy } = await open(first, 1, eve);
    expect(opened.proposal).toMatchObject({ collected: 0, state: "open", proposerId: eve.id });
    expect((await signProposal(ctx, signedBy(ann))).proposal).toMatchObject({ collected: 1 });
    expect(await signProposal(ctx, signedBy(bob))).toMatchObject({
      proposal: { state: "settled" },
    });
  });

  test("that one signature is enough for is accepted as it is opened", async () => {
    const first = await makeVault(ctx);
    const { opened } = await open(first);
    expect(opened).toMatchObject({
      proposal: { state: "settled" },
      accepted: { status: "canonical" },
    });
  });

  test("is ready while another delta waits, and any voter submits it once none does", async () => {
    const first = await newVault("memory");
    const one = await open(first);
    const waiting = moveOf(first, { payload: '{"n":9}', signers: [ann, bob] });
    await submitDelta(ctx, waiting.submission);
    expect(await signProposal(ctx, one.signedBy(bob))).toMatchObject({
      ...{ accepted: null, proposal: { state: "ready", collected: 2 } },
    });
    const submit = () => submitProposal(ctx, about(first, one.proposalId, wil));
    await expect(submit()).rejects.toMatchObject({ code: "DELTA_BUSY" });
    await retain(first.vaultId);
    const { accepted, proposal } = await submit();
    expect(accepted).toMatchObject({ status: "candidate" });
    expect(proposal).toMatchObject({ state: "submitted", deltaId: accepted.deltaId });
    expect(fixture.woken).toContain(first.vaultId);
  });

  test("whose delta was given up is ready again, with its signatures", async () => {
    const first = await newVault("memory");
    const { signedBy, proposalId } = await open(first);
    await signProposal(ctx, signedBy(bob));
    await retain(first.vaultId);
    expect(await getProposal(ctx, readerOf(ctx), { ...first, proposalId })).toMatchObject({
      ...{ state: "ready", collected: 2 },
    });
    const again = await submitProposal(ctx, about(first, proposalId, bob));
    expect(again.accepted).toMatchObject({ status: "candidate", isNew: true });
  });

  test("that is sent whole by somebody else is settled, too", async () => {
    const first = await newVault();
    const { proposalId } = await open(first);
    const { submission } = moveOf(first, { payload: '{"n":1}', signers: [bob, wil], by: bob });
    await submitDelta(ctx, submission);
    expect(await getProposal(ctx, readerOf(ctx), { ...first, proposalId })).toMatchObject({
      state: "settled",
    });
    expect((await typesOf(first.vaultId)).at(-1)).toBe("proposal.settled");
  });

  test("is outdated once its vault has moved on, and takes no signature any more", async () => {
    const first = await newVault();
    const { proposalId, signedBy } = await open(first);
    await move(ctx, first, { payload: '{"n":2}', signers: [ann, bob] });
    expect(await getProposal(ctx, readerOf(ctx), { ...first, proposalId })).toMatchObject({
      state: "outdated",
    });
    await expect(signProposal(ctx, signedBy(bob))).rejects.toMatchObject({
      ...{ code: "PROPOSAL_CLOSED", details: { state: "outdated" } },
    });
  });

  test("is taken back and put up again by its proposer alone", async () => {
    const first = await newVault();
    const { proposalId, signedBy } = await open(first);
    await expect(retractProposal(ctx, about(first, proposalId, bob))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await retractProposal(ctx, about(first, proposalId))).toMatchObject({
      proposal: { state: "retracted" },
    });
    await expect(signProposal(ctx, signedBy(bob))).rejects.toMatchObject({
      code: "PROPOSAL_CLOSED",
    });
    expect(await restoreProposal(ctx, about(first, proposalId))).toMatchObject({
      proposal: { state: "open", collected: 1, archivedAt: null },
    });
    expect(await signProposal(ctx, signedBy(bob))).toMatchObject({
      proposal: { state: "settled" },
    });
  });

  test("that has expired takes no signature, and is not put up again", async () => {
    const first = await newVault();
    const { proposalId, signedBy } = await open(first);
    await query(
      "update vault_proposals set expires_at = clock_timestamp() where id = $1",
      proposalId,
    );
    await expect(signProposal(ctx, signedBy(bob))).rejects.toMatchObject({
      ...{ code: "PROPOSAL_CLOSED", details: { state: "expired" } },
    });
    await expect(restoreProposal(ctx, about(first, proposalId))).rejects.toMatchObject({
      code: "PROPOSAL_CLOSED",
    });
  });

  test.each<[string, (first: VaultVersion) => Promise<unknown>]>([
    ["DELTA_STALE_BASE", async (first) => open({ ...first, nonce: 4 })],
    [
      "FORBIDDEN",
      async (first) => {
        const { signedBy } = await open(first);
        return await signProposal(ctx, signedBy(eve));
      },
    ],
    [
      "SIGNATURE_INVALID",
      async (first) => {
        const { signedBy } = await open(first);
        const { input, ...rest } = signedBy(bob);
        const signature = ann.sign("something else");
        return await signProposal(ctx, { ...rest, input: { ...input, signature } });
      },
    ],
    [
      "SIGNATURE_INVALID",
      async (first) => {
        const { act } = proposalOf(first, { by: ann, signers: [bob] });
        return await openProposal(ctx, act);
      },
    ],
    [
      "PROPOSAL_NOT_READY",
      async (first) => {
        const { proposalId } = await open(first);
        return await submitProposal(ctx, about(first, proposalId));
      },
    ],
    ["PROPOSAL_NOT_FOUND", async (first) => submitProposal(ctx, about(first, "0".repeat(64)))],
    ["VAULT_NOT_FOUND", async (first) => open(first, 1, testDevice(9))],
  ])("act is refused as %s", async (code, act) => {
    const first = await newVault();
    await expect(act(first)).rejects.toMatchObject({ code });
  });

  test("act that was refused cannot be sent again", async () => {
    const first = await newVault();
    const { proposalId } = await open(first);
    const request = about(first, proposalId, bob);
    await expect(submitProposal(ctx, request)).rejects.toMatchObject({
      code: "PROPOSAL_NOT_READY",
    });
    await expect(submitProposal(ctx, request)).rejects.toMatchObject({ code: "AUTH_REPLAY" });
  });

  test("may be opened and signed under a key session, which takes no time", async () => {
    const first = await newVault();
    const { act, signedBy } = proposalOf(first);
    const session = (signer: typeof ann) => ({ signerId: signer.id, timestampMs: null });
    await openProposal(ctx, { ...act, request: session(ann) });
    const before = await query(
      "select * from vault_auth_clocks where vault_id = $1",
      first.vaultId,
    );
    const signed = await signProposal(ctx, { ...signedBy(bob), request: session(bob) });
    expect(signed.proposal.state).toBe("settled");
    const after = await query("select * from vault_auth_clocks where vault_id = $1", first.vaultId);
    expect(after).toEqual(before);
  });
});

describe("the proposals of a vault", () => {
  test("come in pages from the newest on, and by their state", async () => {
    const first = await newVault();
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.unshift((await open(first, n)).proposalId);
    await retractProposal(ctx, about(first, ids[1] ?? ""));
    const list = (page: object) =>
      listProposals(ctx, readerOf(ctx), { vaultId: first.vaultId, ...page });
    const { items, nextCursor } = await list({ limit: 2 });
    const rest = await list({ limit: 2, cursor: nextCursor });
    expect([...items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect(rest.nextCursor).toBeNull();
    const retracted = await list({ state: "retracted" });
    expect(retracted.items.map(({ id }) => id)).toEqual([ids[1]]);
  });

  test("are listed but for one whose row cannot be read, wherever in a page it stands", async () => {
    const first = await newVault();
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.unshift((await open(first, n)).proposalId);
    const list = (page: object) =>
      listProposals(ctx, readerOf(ctx), { vaultId: first.vaultId, ...page });
    for (const bad of ids) {
      await query("update vault_proposals set expires_at = 'infinity' where id = $1", bad);
      const rest = ids.filter((id) => id !== bad);
      const walked: string[] = [];
      for (let cursor: object | null = {}; cursor !== null; ) {
        const { items, nextCursor }: Awaited<ReturnType<typeof list>> = await list({
          ...{ limit: 1, ...cursor },
        });
        walked.push(...items.map(({ id }) => id));
        cursor = nextCursor === null ? null : { cursor: nextCursor };
      }
      expect(walked).toEqual(rest);
      expect((await list({ state: "open" })).items.map(({ id }) => id)).toEqual(rest);
      await query(
        "update vault_proposals set expires_at = clock_timestamp() + interval '1 d' where id = $1",
        bad,
      );
    }
  });

  test("of one state are looked for in so many rows a call, and from there on in the next", async () => {
    const first = await newVault();
    const { proposalId } = await open(first);
    await query(
      `insert into vault_proposals (id, vault_id, nonce, base, next, kind, payload, note, proposer_id, expires_at, created_at,
         archived_at, archived_reason)
       select lpad(to_hex(n), 64, '0'), vault_id, nonce, base, next, kind, payload, note, proposer_id, expires_at,
         created_at + interval '1 s', clock_timestamp(), 'retracted'
       from vault_proposals, generate_series(1, 1100) n where id = $1`,
      proposalId,
    );
    let rows = 0;
    const counted: SqlRunner = {
      query: async (text, params) => {
        const found = await fixture.db.sql.query(text, params);
        if (text.includes("from vault_proposals p")) rows += found.length;
        return found;
      },
    };
    const by = { ...ctx, db: { ...fixture.db, sql: counted } };
    const pages: [number, number][] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      rows = 0;
      const page = { vaultId: first.vaultId, state: "open" as const, cursor };
      const { items, nextCursor } = await listProposals(by, readerOf(ctx), page);
      pages.push([items.length, rows]);
      cursor = nextCursor;
    }
    expect(pages).toEqual([
      [0, 500],
      [0, 500],
      [1, 101],
    ]);
  });

  test("that wait are no more than a vault takes, also when one is put up again", async () => {
    const first = await newVault();
    const few = { ...ctx, maxProposals: 2 };
    const [one, two, three] = [1, 2, 3].map((n) => proposalOf(first, { payload: `{"n":${n}}` }));
    if (one === undefined || two === undefined || three === undefined) throw new Error("three");
    await openProposal(few, one.act);
    await openProposal(few, two.act);
    await expect(openProposal(few, three.act)).rejects.toMatchObject({
      ...{ code: "PROPOSAL_LIMIT", details: { limit: 2 } },
    });
    await retractProposal(few, about(first, one.proposalId));
    await openProposal(few, { ...three.act, request: requestBy(ann) });
    await expect(restoreProposal(few, about(first, one.proposalId))).rejects.toMatchObject({
      code: "PROPOSAL_LIMIT",
    });
  });
});
