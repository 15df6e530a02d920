import type { SqlRunner } from "@homeport/db";
import { z } from "zod";
import { instant } from "../row.ts";

const renameText = `
with before as (select name from vaults where id = $1 for no key update)
update vaults v set name = $2, updated_at = clock_timestamp() from before where v.id = $1 returning before.name`;

/** The name that it had. */
export async function renameVaultRow(
  sql: SqlRunner,
  vaultId: string,
  name: string,
): Promise<string> {
  const [row] = await sql.query(renameText, [vaultId, name]);
  return z.string().parse(row?.["name"]);
}

const pauseText = `
with before as (select paused_at from vaults where id = $1 for no key update)
update vaults v set
  paused_at = coalesce(v.paused_at, clock_timestamp()),
  paused_reason = coalesce(v.paused_reason, $2),
  paused_by = case when v.paused_at is null then $3 else v.paused_by end
from before where v.id = $1
returning before.paused_at is null as is_new, v.paused_at, v.paused_reason`;

/** Null for a vault that does not exist. */
export async function pauseVaultRow(
  sql: SqlRunner,
  { vaultId, reason, by }: { vaultId: string; reason: string; by: string },
): Promise<{ isNew: boolean; pausedAt: Date; reason: string } | null> {
  const [row] = await sql.query(pauseText, [vaultId, reason, by]);
  if (row === undefined) return null;
  return {
    isNew: row["is_new"] === true,
    pausedAt: instant.parse(row["paused_at"]),
    reason: z.string().parse(row["paused_reason"]),
  };
}

const unpauseText = `
update vaults set paused_at = null, paused_reason = null, paused_by = null
where id = $1 and paused_at is not null returning 1`;

/** Whether it was paused. */
export async function unpauseVaultRow(sql: SqlRunner, vaultId: string): Promise<boolean> {
  return (await sql.query(unpauseText, [vaultId])).length > 0;
}
