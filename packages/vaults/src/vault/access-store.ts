import type { SqlRow, SqlRunner } from "@homeport/db";
import { z } from "zod";
import { count } from "../row.ts";
import type { VaultAccess } from "./reader.ts";

/** `v` is the vault's row, and `signer` says in SQL who asks. */
export function accessColumnsFor(signer: string): string {
  return `v.organization_id,
  exists (select from vault_signers g where g.vault_id = v.id and g.signer_id = ${signer} and g.removed_nonce is null) as is_signer,
  floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms`;
}

/** The same where `$2` is the signer who asks. */
export const accessColumns = accessColumnsFor("$2");

const accessRow = z
  .object({ organization_id: z.string(), is_signer: z.boolean(), now_ms: count })
  .transform((row) => ({
    organizationId: row.organization_id,
    isSigner: row.is_signer,
    storeNowMs: row.now_ms,
  }));

export function readAccessRow(row: SqlRow): VaultAccess {
  return accessRow.parse(row);
}

const selectAccessText = `select ${accessColumns} from vaults v where v.id = $1`;

/** Null for a vault that does not exist. */
export async function selectAccess(
  sql: SqlRunner,
  vaultId: string,
  signerId: string,
): Promise<VaultAccess | null> {
  const [row] = await sql.query(selectAccessText, [vaultId, signerId]);
  return row === undefined ? null : readAccessRow(row);
}
