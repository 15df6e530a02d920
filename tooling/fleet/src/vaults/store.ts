import type { SqlRow, SqlRunner } from "@homeport/db";
import { z } from "zod";

const tables = [
  "create table fleet_ready (pid integer primary key)",
  "create table fleet_gate (is_open boolean not null)",
  "insert into fleet_gate values (false)",
  "create table fleet_looks (id bigint generated always as identity primary key, pid integer not null, ended_at timestamptz)",
];

export async function createGate(sql: SqlRunner): Promise<void> {
  for (const text of tables) await sql.query(text);
}

export async function setGate(sql: SqlRunner, isOpen: boolean): Promise<void> {
  await sql.query("update fleet_gate set is_open = $1::boolean", [isOpen]);
}

export async function isGateOpen(sql: SqlRunner): Promise<boolean> {
  return (await sql.query("select 1 from fleet_gate where is_open")).length === 1;
}

export async function insertReady(sql: SqlRunner, pid: number): Promise<void> {
  await sql.query("insert into fleet_ready (pid) values ($1::int)", [pid]);
}

export async function isReady(sql: SqlRunner, pid: number | null): Promise<boolean> {
  return (await sql.query("select 1 from fleet_ready where pid = $1::int", [pid])).length === 1;
}

/** A worker begins to look at a vault. */
export async function beginLook(sql: SqlRunner, pid: number): Promise<string> {
  const text = "insert into fleet_looks (pid) values ($1::int) returning id::text as id";
  const [row] = await sql.query(text, [pid]);
  return z.string().parse(row?.["id"]);
}

export async function endLook(sql: SqlRunner, lookId: string): Promise<void> {
  const text = "update fleet_looks set ended_at = clock_timestamp() where id = $1::bigint";
  await sql.query(text, [lookId]);
}

/** The looks of these processes that have not ended. */
export async function findOpenLooks(
  sql: SqlRunner,
  workers: readonly { pid(): number | null }[],
): Promise<string[]> {
  const pids = workers.map((worker) => String(worker.pid()));
  const rows = await sql.query(
    "select id::text as id from fleet_looks where ended_at is null and pid::text = any($1::text[])",
    [pids],
  );
  return rows.map((row) => z.string().parse(row["id"]));
}

/** Whether each of these has ended, well or not. */
export async function haveEnded(sql: SqlRunner, lookIds: readonly string[]): Promise<boolean> {
  const rows = await sql.query(
    "select 1 from fleet_looks where ended_at is null and id = any($1::bigint[])",
    [lookIds],
  );
  return rows.length === 0;
}

/** What a vault's source shows: nothing for some looks, and then its next version for ever. */
export async function writeScript(
  sql: SqlRunner,
  vaultId: string,
  { misses, commitment }: { misses: number; commitment: string },
): Promise<void> {
  const absent = Array.from({ length: misses }, () => ({ kind: "absent" }));
  const script = [...absent, { kind: "present", commitment, nonce: 1 }];
  await sql.query(
    "insert into vault_memory_sources (vault_id, script) values ($1, $2::text::jsonb)",
    [vaultId, JSON.stringify(script)],
  );
}

/** How many vaults each worker holds; one that holds none is absent. */
export async function countHeld(sql: SqlRunner): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query(
    `select split_part(lease_holder, ':', 1) as worker, count(*)::int as held from vaults
     where lease_until > clock_timestamp() group by 1`,
  );
  return new Map(
    rows.map((row) => [z.string().parse(row["worker"]), z.number().parse(row["held"])]),
  );
}

const outcomeText = `
select
  (select count(*)::int from vault_deltas where status = 'candidate') as waiting,
  (select count(*)::int from vault_deltas where status = 'canonical' and nonce = 1) as promoted,
  (select count(*)::int from (select 1 from vault_events where type = 'delta.canonical'
    group by data ->> 'deltaId' having count(*) > 1) doubled) as doubled,
  (select count(*)::int from vault_deltas
    where retry_count * $1::int > extract(epoch from counted_at - accepted_at) * 1000 + 1) as miscounted,
  (select coalesce(sum(retry_count), 0)::int from vault_deltas) as counted,
  (select coalesce(sum(fence_token), 0)::int from vaults) as leases`;

const outcomeRow = z.object({
  waiting: z.number(),
  promoted: z.number(),
  doubled: z.number(),
  miscounted: z.number(),
  counted: z.number(),
  leases: z.number(),
});

/** What has become of all deltas: those that wait, those that are history, those that became it twice, and counters. */
export async function readOutcome(
  sql: SqlRunner,
  checkMs: number,
): Promise<z.infer<typeof outcomeRow>> {
  const [row]: readonly (SqlRow | undefined)[] = await sql.query(outcomeText, [checkMs]);
  return outcomeRow.parse(row);
}
