import type { SqlRunner } from "@homeport/db";

/** Foreign keys may go on pointing at it meanwhile. */
const lockText = "select from vaults where id = $1 for no key update";

/** Holds the vault's row until the transaction ends; false where there is none. */
export async function lockVault(sql: SqlRunner, vaultId: string): Promise<boolean> {
  return (await sql.query(lockText, [vaultId])).length > 0;
}
