import type { SqlRunner } from "@homeport/db";
import { z } from "zod";
import { count, instant } from "../row.ts";
import { accessColumns, readAccessRow } from "../vault/access-store.ts";
import type { VaultAccess } from "../vault/reader.ts";
import type { NewEvent } from "./new-event.ts";

const appendText = `
with counted as (
  update vaults set event_seq = event_seq + cardinality($2::text[]), updated_at = clock_timestamp()
  where id = $1 returning event_seq)
insert into vault_events (vault_id, seq, id, type, data)
select $1, counted.event_seq - cardinality($2::text[]) + e.at, e.id, e.type, e.data::jsonb
from counted, unnest($2::text[], $3::text[], $4::text[]) with ordinality e (id, type, data, at)`;

/** Gives events their places, under the lock of the vault's row: no gaps, in the order of the commits. */
export async function appendEvents(
  sql: SqlRunner,
  vaultId: string,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await sql.query(appendText, [
    vaultId,
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ data }) => JSON.stringify(data)),
  ]);
}

const eventRow = z
  .object({
    id: z.string(),
    vault_id: z.string(),
    seq: count,
    type: z.string(),
    version: count,
    created_at: instant,
    data: z.record(z.string(), z.unknown()),
  })
  .transform(({ vault_id: vaultId, created_at: at, ...row }) => ({ ...row, vaultId, at }));

/** Something that happened to a vault. */
export type VaultEvent = z.infer<typeof eventRow>;

const selectAfterText = `
select id, vault_id, seq, type, version, created_at, data from vault_events
where vault_id = $1 and seq > $2 order by seq limit $3`;

export async function selectEvents(
  sql: SqlRunner,
  of: { vaultId: string; afterSeq: number; limit: number },
): Promise<VaultEvent[]> {
  const rows = await sql.query(selectAfterText, [of.vaultId, of.afterSeq, of.limit]);
  return rows.map((row) => eventRow.parse(row));
}

const selectHeadsText = "select id, event_seq from vaults where id = any($1::text[])";

/** The newest event of each of these vaults that exist. */
export async function selectEventHeads(
  sql: SqlRunner,
  vaultIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query(selectHeadsText, [vaultIds]);
  return new Map(rows.map((row) => [String(row["id"]), Number(row["event_seq"])]));
}

const selectHeadText = `select v.event_seq, ${accessColumns} from vaults v where v.id = $1`;

/** The newest event of a vault, and what decides whether somebody may read it; null where there is none. */
export async function selectEventHead(
  sql: SqlRunner,
  vaultId: string,
  signerId: string,
): Promise<{ readonly seq: number; readonly access: VaultAccess } | null> {
  const [row] = await sql.query(selectHeadText, [vaultId, signerId]);
  return row === undefined
    ? null
    : { seq: count.parse(row["event_seq"]), access: readAccessRow(row) };
}

/** The first event stays: it alone tells with which signers a vault began. */
const deleteOldText = `
delete from vault_events where ctid = any(array(
  select ctid from vault_events
  where created_at < clock_timestamp() - $1::bigint * interval '1 millisecond' and seq > 1 limit $2))
returning 1`;

export async function deleteOldEvents(
  sql: SqlRunner,
  of: { keptMs: number; limit: number },
): Promise<number> {
  return (await sql.query(deleteOldText, [of.keptMs, of.limit])).length;
}
