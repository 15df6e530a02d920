import type { SqlRunner } from "@homeport/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  makeVault,
  openFixture,
  proposalOf,
  requestBy,
  rosterOf,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { expectWhole } from "../../test/invariants.ts";
import { testDevice } from "../../test/signing.ts";
import type { VaultVersion } from "../core/index.ts";
import {
  getProposal,
  listProposals,
  openProposal,
  readerOf,
  signProposal,
  type VaultsContext,
} from "../index.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** `FULL=1` asks for a hundred. */
const rounds = process.env["FULL"] === "1" ? 100 : 1;
const voters = Array.from({ length: 50 }, (_, at) => testDevice(at + 1));
const [ann] = voters as [(typeof voters)[number]];

/** Lets nobody past a statement before so many have arrived at it. */
function gathering(text: string, count: number): VaultsContext {
  const all = Promise.withResolvers<void>();
  let arrived = 0;
  const held = (runner: SqlRunner): SqlRunner => ({
    async query(statement, params) {
      const rows = await runner.query(statement, params);
      if (!statement.includes(text)) return rows;
      arrived += 1;
      if (arrived === count) all.resolve();
      await all.promise;
      return rows;
    },
  });
  return { ...ctx, db: { ...fixture.db, within: (tx) => held(fixture.db.within(tx)) } };
}

/** The planted fault: nobody holds the vault's row. */
function unlocked(by: VaultsContext): VaultsContext {
  const loose = (runner: SqlRunner): SqlRunner => ({
    query: (text, params) =>
      text.includes("for no key update") && !text.includes("update vaults")
        ? Promise.resolve([{}])
        : runner.query(text, params),
  });
  return { ...by, db: { ...by.db, within: (tx) => loose(by.db.within(tx)) } };
}

describe("fifty voters who sign at once", () => {
  test("lose no signature, and the last one that it takes moves the vault once", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const first = await makeVault(ctx, { roster: rosterOf(50, voters) });
      const { act, signedBy, proposalId } = proposalOf(first);
      await openProposal(ctx, act);
      const signed = await Promise.all(
        voters.slice(1).map((voter) => signProposal(ctx, signedBy(voter))),
      );
      expect(signed.filter(({ accepted }) => accepted !== null)).toHaveLength(1);
      const proposal = await getProposal(ctx, readerOf(ctx), { ...first, proposalId });
      expect(proposal).toMatchObject({ state: "settled", collected: 50, missing: [] });
      await expectWhole(fixture, first.vaultId);
    }
  }, 600_000);

  test("would lose some of a list that each reads and writes back", async () => {
    await fixture.db.sql.query("create table list_of_signatures (signed text[] not null)");
    await fixture.db.sql.query("insert into list_of_signatures values ('{}')");
    const both = Promise.withResolvers<void>();
    let read = 0;
    const sign = async (name: string) => {
      const [row] = await fixture.db.sql.query("select signed from list_of_signatures");
      read += 1;
      if (read === 2) both.resolve();
      await both.promise;
      const signed = [...z.array(z.string()).parse(row?.["signed"]), name];
      await fixture.db.sql.query("update list_of_signatures set signed = $1::text[]", [signed]);
    };
    await Promise.all([sign("ann"), sign("bob")]);
    const [row] = await fixture.db.sql.query("select cardinality(signed) from list_of_signatures");
    expect(row).toEqual({ cardinality: 1 });
  });
});

describe("openings of proposals at once", () => {
  const open = (by: VaultsContext, first: VaultVersion, n: number) => {
    const voter = voters[n];
    if (voter === undefined) throw new Error("no such voter");
    return openProposal(by, proposalOf(first, { payload: `{"n":${n}}`, by: voter }).act).then(
      () => "opened",
      (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "?"),
    );
  };
  const countOf = async ({ vaultId }: VaultVersion) =>
    (await listProposals(ctx, readerOf(ctx), { vaultId, limit: 500 })).items.length;

  test("leave exactly as many as a vault takes", async () => {
    const first = await makeVault(ctx, { roster: rosterOf(2, voters) });
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, at) => open(ctx, first, at % 50)),
    );
    expect(outcomes.filter((outcome) => outcome === "opened").length).toBeGreaterThanOrEqual(20);
    expect(outcomes).toContain("PROPOSAL_LIMIT");
    expect(await countOf(first)).toBe(20);
    await expectWhole(fixture, first.vaultId);
  });

  test("would pass that together if they were counted without the vault's row held", async () => {
    const first = await makeVault(ctx, { roster: rosterOf(2, voters) });
    const by = { ...unlocked(gathering("as viable", 4)), maxProposals: 2 };
    await Promise.all([0, 1, 2, 3].map((n) => open(by, first, n)));
    expect(await countOf(first)).toBe(4);
  });
});

test("the last two signatures at once make one candidate", async () => {
  const first = await makeVault(ctx, {
    ...{ roster: rosterOf(2, voters.slice(0, 3)), sourceKind: "memory" },
  });
  const { act, signedBy, proposalId } = proposalOf(first);
  await openProposal(ctx, act);
  const last = await Promise.all(
    voters.slice(1, 3).map((voter) =>
      signProposal(ctx, signedBy(voter)).catch((error: unknown) => {
        expect(error).toMatchObject({ code: "PROPOSAL_CLOSED" });
        return { accepted: null };
      }),
    ),
  );
  expect(last.filter(({ accepted }) => accepted !== null)).toHaveLength(1);
  expect(await getProposal(ctx, readerOf(ctx), { ...first, proposalId })).toMatchObject({
    state: "submitted",
  });
  await expectWhole(fixture, first.vaultId);
});

test("fifty acts of one signer at once: each that is taken is later than all before", async () => {
  const first = await makeVault(ctx, { roster: rosterOf(2, voters) });
  const { act, proposalId } = proposalOf(first);
  await openProposal(ctx, act);
  const requests = Array.from({ length: 50 }, () => requestBy(ann));
  const taken = await Promise.all(
    requests.map(async (request) => {
      const before = { vaultId: first.vaultId, proposalId, request };
      const input = { signerId: ann.id, signature: "kept as it was" };
      return await signProposal(ctx, { ...before, input }).then(
        () => request.timestampMs,
        (error: unknown) => {
          expect(error).toMatchObject({ code: "AUTH_REPLAY" });
          return null;
        },
      );
    }),
  );
  const [row] = await fixture.db.sql.query(
    "select last_timestamp_ms from vault_auth_clocks where vault_id = $1 and signer_id = $2",
    [first.vaultId, ann.id],
  );
  expect(Number(row?.["last_timestamp_ms"])).toBe(Math.max(...taken.map((at) => at ?? 0)));
  for (const request of requests) {
    const before = { vaultId: first.vaultId, proposalId, request };
    const input = { signerId: ann.id, signature: "kept as it was" };
    await expect(signProposal(ctx, { ...before, input })).rejects.toMatchObject({
      code: "AUTH_REPLAY",
    });
  }
});
