import type { SqlRow, SqlRunner, SqlValue } from "@homeport/db";
import { z } from "zod";

const counted = z.coerce.number();

async function readNumber(sql: SqlRunner, text: string, params: SqlValue[] = []): Promise<number> {
  const [row]: readonly (SqlRow | undefined)[] = await sql.query(text, params);
  return counted.parse(row?.["value"]);
}

/** Deltas that are stored, of whatever vault. */
export function countDeltas(sql: SqlRunner): Promise<number> {
  return readNumber(sql, "select count(*) as value from vault_deltas");
}

/** Rows of vaults that were ever written, as far as the backends have told by now. */
export function countVaultWrites(sql: SqlRunner): Promise<number> {
  return readNumber(
    sql,
    `select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) as value
     from pg_stat_user_tables where relname like 'vault%'`,
  );
}

/** How often the log was made safe on disk. */
export function countFsyncs(sql: SqlRunner): Promise<number> {
  return readNumber(
    sql,
    "select coalesce(sum(fsyncs), 0) as value from pg_stat_io where object = 'wal'",
  );
}

const controlTables = [
  "create table if not exists bench_counters (id integer primary key, count integer not null) with (fillfactor = 70)",
  "create table if not exists bench_notes (id bigint generated always as identity primary key, counter integer not null, at timestamptz not null)",
  "insert into bench_counters select n, 0 from generate_series(0, 9999) n on conflict do nothing",
];

export async function createControl(sql: SqlRunner): Promise<void> {
  for (const text of controlTables) await sql.query(text);
}

/** The two statements of the control, in a transaction of its caller. */
export async function writeControl(sql: SqlRunner, id: number): Promise<void> {
  await sql.query("update bench_counters set count = count + 1 where id = $1::int", [id]);
  await sql.query("insert into bench_notes (counter, at) values ($1::int, clock_timestamp())", [
    id,
  ]);
}

/** Vaults that nobody moves, with the rows that a sweep could stumble over. */
export async function addIdleVaults(sql: SqlRunner, from: number, to: number): Promise<void> {
  const ids = `select 'idle-' || n as id from generate_series($1::int, $2::int) n`;
  const zeros = "decode(repeat('00', 32), 'hex')";
  await sql.query(
    `insert into vaults (id, organization_id, created_by, name, mode, source_kind, source_state, threshold, head_nonce,
       head_commitment, ack_seq, ack_hash, event_seq)
     select id, 'idle', '', 'Idle', 'json', 'memory', 'verified', 1, 0, ${zeros}, 1, ${zeros}, 1 from (${ids}) v`,
    [from, to],
  );
  await sql.query(
    `insert into vault_deltas (id, vault_id, nonce, kind, prev, next, payload, digest, status, status_at, submitted_by,
       accepted_at, ack_seq, counted_at)
     select id, id, 0, 'create@1', ${zeros}, ${zeros}, '', ${zeros}, 'canonical', now(), '', now(), 1, now() from (${ids}) v`,
    [from, to],
  );
  for (const table of ["vaults", "vault_deltas"]) await sql.query(`analyze ${table}`);
}

const buffers = z.object({ "Shared Hit Blocks": z.number(), "Shared Read Blocks": z.number() });
const plans = z.array(z.object({ Plan: buffers }));

/** Pages that a statement touches. */
export async function countBuffers(
  sql: SqlRunner,
  { text, params }: { text: string; params: readonly SqlValue[] },
): Promise<number> {
  const [row] = await sql.query(`explain (analyze, buffers, format json) ${text}`, [...params]);
  const told = row?.["QUERY PLAN"];
  const [plan] = plans.parse(typeof told === "string" ? JSON.parse(told) : told);
  if (plan === undefined) throw new Error("a plan says nothing");
  return plan.Plan["Shared Hit Blocks"] + plan.Plan["Shared Read Blocks"];
}

export async function writeScript(
  sql: SqlRunner,
  vaultId: string,
  shown: { readonly commitment: string; readonly nonce: number } | null,
): Promise<void> {
  const entry = shown === null ? { kind: "absent" } : { kind: "present", ...shown };
  await sql.query(
    `insert into vault_memory_sources (vault_id, script) values ($1, $2::text::jsonb)
     on conflict (vault_id) do update set script = excluded.script`,
    [vaultId, JSON.stringify([entry])],
  );
}

export async function readNowMs(sql: SqlRunner): Promise<number> {
  return await readNumber(sql, "select extract(epoch from clock_timestamp()) * 1000 as value");
}

const canonicalRow = z.object({ vault_id: z.string(), at_ms: z.coerce.number() });

/** When each of these vaults made history of its delta. */
export async function readCanonicalAt(
  sql: SqlRunner,
  vaultIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query(
    `select vault_id, extract(epoch from created_at) * 1000 as at_ms from vault_events
     where type = 'delta.canonical' and vault_id = any($1::text[])`,
    [vaultIds],
  );
  return new Map(
    rows.map((row) => canonicalRow.parse(row)).map(({ vault_id: id, at_ms: at }) => [id, at]),
  );
}

/** How often the sources of these vaults were read. */
export async function countReads(sql: SqlRunner, vaultIds: readonly string[]): Promise<number> {
  return await readNumber(
    sql,
    "select coalesce(sum(reads), 0) as value from vault_memory_sources where vault_id = any($1::text[])",
    [vaultIds],
  );
}

/** Has the source of each of these vaults show where its delta leads. */
export async function writeLandings(
  sql: SqlRunner,
  landed: readonly {
    readonly vaultId: string;
    readonly commitment: string;
    readonly nonce: number;
  }[],
): Promise<void> {
  await sql.query(
    `insert into vault_memory_sources (vault_id, script)
     select l ->> 'vaultId', jsonb_build_array(l - 'vaultId' || '{"kind": "present"}')
     from jsonb_array_elements($1::text::jsonb) l
     on conflict (vault_id) do update set script = excluded.script`,
    [JSON.stringify(landed)],
  );
}

const promotions = z.object({ once: z.coerce.number(), again: z.coerce.number() });

/** How many of these vaults made history of one delta, and how many of more. */
export async function countPromotions(
  sql: SqlRunner,
  vaultIds: readonly string[],
): Promise<z.infer<typeof promotions>> {
  const [row] = await sql.query(
    `select count(*) filter (where times = 1) as once, count(*) filter (where times > 1) as again
     from (select count(*) as times from vault_events
       where type = 'delta.canonical' and vault_id = any($1::text[]) group by vault_id) promoted`,
    [vaultIds],
  );
  return promotions.parse(row);
}
