import type { SqlRunner } from "@homeport/db";
import { z } from "zod";
import type { FencedSql } from "../canonicalize/fenced.ts";

const isOver = (at: string, keptMs: string) =>
  `${at} <= clock_timestamp() - ${keptMs}::bigint * interval '1 millisecond'`;

const selectExpiringText = `
select vault_id from vault_deltas where ${isOver("status_at", "$1")}
  and (status = 'retained' or (status = 'discarded' and next_check_at is not null))
union
select p.vault_id from vault_proposals p left join vault_deltas d on d.id = p.delta_id
where p.archived_at is null and p.expires_at <= clock_timestamp()
  and (d.id is null or d.status in ('retained', 'discarded'))
limit $2`;

/** Vaults of which something is over. */
export async function selectExpiring(
  sql: SqlRunner,
  of: { retainedMs: number; limit: number },
): Promise<string[]> {
  const rows = await sql.query(selectExpiringText, [of.retainedMs, of.limit]);
  return rows.map((row) => z.string().parse(row["vault_id"]));
}

const expireDeltasText = `
update vault_deltas set status = 'discarded', status_reason = 'expired', status_at = clock_timestamp(),
  next_check_at = null
where vault_id = $1 and status = 'retained' and ${isOver("status_at", "$2")} returning id`;

const forgetDeltasText = `
update vault_deltas set next_check_at = null
where vault_id = $1 and status = 'discarded' and next_check_at is not null and ${isOver("status_at", "$2")}`;

/** Those that nobody looks for any more: the ids of the ones that were retained. */
export async function expireDeltas(
  sql: FencedSql,
  vaultId: string,
  retainedMs: number,
): Promise<string[]> {
  const rows = await sql.query(expireDeltasText, [vaultId, retainedMs]);
  await sql.query(forgetDeltasText, [vaultId, retainedMs]);
  return rows.map((row) => z.string().parse(row["id"]));
}

const expireProposalsText = `
update vault_proposals set archived_at = clock_timestamp(), archived_reason = 'expired'
where vault_id = $1 and archived_at is null and expires_at <= clock_timestamp()
  and not exists (select from vault_deltas d where d.id = delta_id and d.status in ('candidate', 'canonical'))
returning id`;

export async function expireProposals(sql: FencedSql, vaultId: string): Promise<string[]> {
  const rows = await sql.query(expireProposalsText, [vaultId]);
  return rows.map((row) => z.string().parse(row["id"]));
}

const deleteDiscardedText = `
delete from vault_deltas where id in (
  select id from vault_deltas where status = 'discarded' and ${isOver("status_at", "$1")} limit $2) returning 1`;

/** Their acknowledgements stay. */
export async function deleteDiscarded(
  sql: SqlRunner,
  of: { keptMs: number; limit: number },
): Promise<number> {
  return (await sql.query(deleteDiscardedText, [of.keptMs, of.limit])).length;
}

const countText = `
select (select count(*) from vault_deltas where status = 'candidate')::int as candidates,
  (select count(*) from vault_deltas where status = 'retained')::int as retained,
  (select count(distinct vault_id) from vault_deltas where next_check_at <= clock_timestamp())::int as due,
  (select count(*) from vault_proposals where archived_at is null)::int as open_proposals`;

const countRow = z
  .object({
    candidates: z.number(),
    retained: z.number(),
    due: z.number(),
    open_proposals: z.number(),
  })
  .transform(({ open_proposals: openProposals, ...row }) => ({ ...row, openProposals }));

/** What waits, in the whole installation. */
export async function countWaiting(sql: SqlRunner): Promise<z.infer<typeof countRow>> {
  const [row] = await sql.query(countText);
  return countRow.parse(row);
}
