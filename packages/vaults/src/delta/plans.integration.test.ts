import type { SqlRunner, SqlValue } from "@homeport/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { makeVault, move, moveOf, openFixture, type VaultsFixture } from "../../test/fixture.ts";
import type { VaultVersion } from "../core/index.ts";
import { selectVault } from "../vault/view-store.ts";
import { readFactsTogether } from "./store.ts";
import { submitDelta } from "./submit-delta.ts";
import { selectAccepted, selectTimeline } from "./view-store.ts";

let fixture: VaultsFixture;
let vault: VaultVersion;
beforeAll(async () => {
  fixture = await openFixture();
  for (let at = 0; at < 3; at += 1) {
    vault = await makeVault(fixture.ctx, { sourceKind: "memory" });
    await addHistory(vault.vaultId);
  }
  await fixture.db.sql.query("analyze vault_deltas, vault_acknowledgements");
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** Thousands of rows of one vault, of which every fourth was given up. */
async function addHistory(vaultId: string): Promise<void> {
  await fixture.db.sql.query(
    `insert into vault_deltas (id, vault_id, nonce, kind, prev, next, payload, digest, status, status_reason, status_at,
       submitted_by, accepted_at, ack_seq, counted_at)
     select $1 || at, $1, at, 'replace@1', h, h, '', h, case when at % 4 = 0 then 'discarded' else 'canonical' end,
       case when at % 4 = 0 then 'abandoned' end, now(), 'x', now(), at + 1, now()
     from generate_series(1, 4000) at, (select decode(repeat('00', 32), 'hex') as h) hash`,
    [vaultId],
  );
  await fixture.db.sql.query(
    `insert into vault_acknowledgements (vault_id, seq, delta_id, nonce, prev, next, delta_digest, accepted_at_ms, prev_hash, hash,
       key_id, signature)
     select $1, ack_seq, id, nonce, prev, next, digest, 0, prev, next, 'k', decode(repeat('00', 64), 'hex')
     from vault_deltas where vault_id = $1 and ack_seq > 1`,
    [vaultId],
  );
}

interface Statement {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

/** Keeps what it is asked, and asks it. */
function recording(sql: SqlRunner, kept: Statement[]): SqlRunner {
  return {
    query: async (text, params = []) => {
      kept.push({ text, params });
      return await sql.query(text, params);
    },
  };
}

const planned = z.tuple([z.object({ Plan: z.unknown() })]);
const node = z.looseObject({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Index Name": z.string().optional(),
  Plans: z.array(z.unknown()).default([]),
});

/** By which indexes the last statement of an act finds its rows, and which tables it reads whole. */
async function planOf(act: (sql: SqlRunner) => Promise<unknown>) {
  const { sql } = fixture.db;
  const kept: Statement[] = [];
  await act(recording(sql, kept));
  const { text = "", params = [] } = kept.at(-1) ?? {};
  const [row] = await sql.query(`explain (format json) ${text}`, params);
  const [{ Plan }] = planned.parse(row?.["QUERY PLAN"]);
  const plan = { indexes: [] as string[], readWhole: [] as string[] };
  const walk = (given: unknown) => {
    const { Plans, ...one } = node.parse(given);
    if (one["Index Name"] !== undefined) plan.indexes.push(one["Index Name"]);
    if (one["Node Type"] === "Seq Scan") plan.readWhole.push(one["Relation Name"] ?? "");
    Plans.forEach(walk);
  };
  walk(Plan);
  return plan;
}

/** Acknowledgements are in this order; deltas are found by their ids, and so is who signed each. */
const pageIndexes = [
  "vault_acknowledgements_vault_id_seq_pk",
  "vault_delta_signatures_delta_id_signer_id_pk",
  "vault_deltas_pkey",
];

test("a page of a timeline reads no history but what it shows", async () => {
  const page = { vaultId: vault.vaultId, beforeSeq: 2_000, limit: 50 };
  const plan = await planOf((sql) => selectTimeline(sql, page));
  expect(plan.indexes.toSorted()).toEqual(pageIndexes);
  expect(plan.readWhole).toEqual([]);
});

test("a page of an export reads no history but what it shows", async () => {
  const page = { vaultId: vault.vaultId, afterSeq: 2_000, upTo: 4_000, limit: 50 };
  const plan = await planOf((sql) => selectAccepted(sql, page));
  expect(plan.indexes.toSorted()).toEqual(pageIndexes);
  expect(plan.readWhole).toEqual([]);
});

test("an acceptance reads none of the vault's history", async () => {
  const { ctx, db } = fixture;
  const { submission } = moveOf(vault);
  await db.sql.query("delete from vault_deltas where vault_id = $1 and nonce = 1", [vault.vaultId]);
  await db.sql.query("update vaults set ack_seq = 4001 where id = $1", [vault.vaultId]);
  const plan = await planOf((sql) => submitDelta({ ...ctx, db: { ...db, sql } }, submission));
  expect(plan.indexes).toContain("vault_deltas_ended");
  expect(plan.readWhole).not.toContain("vault_deltas");
});

test("what many submissions have to know is found vault by vault, without their history", async () => {
  const { vaultId } = vault;
  const key = { vaultId, signerId: "x", nonce: 2_000, proposalId: "" };
  const plan = await planOf((sql) => readFactsTogether(sql, key));
  expect(plan.indexes).toContain("vault_deltas_one_a_nonce");
  expect(plan.readWhole).not.toContain("vault_deltas");
});

test("what is asked for together is planned once, however many ask", async () => {
  const { ctx } = fixture;
  const { sql } = fixture.db;
  const { vaultId } = vault;
  let moved = await makeVault(ctx);
  // One after the other they go over one connection, which keeps its statements to itself.
  for (let times = 0; times < 9; times += 1) {
    await readFactsTogether(sql, { vaultId, signerId: "x", nonce: times, proposalId: "" });
    await selectVault(sql, vaultId, "x");
    moved = await move(ctx, moved);
  }
  const plans = await sql.query(
    `select generic_plans::int as kept from pg_prepared_statements
     where starts_with(statement, $1) or starts_with(statement, $2)`,
    ["\nselect asked.at", "with asked"],
  );
  expect(plans.filter(({ kept }) => Number(kept) > 2)).toHaveLength(3);
});

test("who signs for a vault is found by the vault, where nothing is known of the tables yet", async () => {
  const { ctx, db } = fixture;
  const { vaultId } = await makeVault(ctx, { sourceKind: "memory" });
  await db.sql.query(
    `insert into vault_signers (vault_id, signer_id, role, label, added_nonce)
     select $1, 's' || at, 'voter', '', 0 from generate_series(1, 10000) at`,
    [vaultId],
  );
  const key = { vaultId: vault.vaultId, signerId: "x", nonce: 2_000, proposalId: "" };
  const plan = await planOf((sql) => readFactsTogether(sql, key));
  expect(plan.indexes).toContain("vault_signers_vault_id_signer_id_pk");
  expect(plan.indexes).not.toContain("vault_signers_signer");
});
