import { type Db, schema, type Tx } from "@homeport/db";
import { asc, eq, isNull, sql } from "drizzle-orm";

const { vaultServerKeys } = schema;

export interface ServerKeyRow {
  /** The first 16 hex digits of the public key's hash. */
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly privateSealed: Uint8Array;
}

/** The key with which acknowledgements are signed now; null before the first. */
export async function selectActiveKey(orm: Db["orm"]): Promise<ServerKeyRow | null> {
  const [row] = await orm
    .select({
      id: vaultServerKeys.id,
      publicKey: vaultServerKeys.publicKey,
      privateSealed: vaultServerKeys.privateSealed,
    })
    .from(vaultServerKeys)
    .where(isNull(vaultServerKeys.retiredAt));
  return row ?? null;
}

/** All there ever were, in the order of their succession. */
export async function selectKeys(orm: Db["orm"]) {
  return await orm
    .select({
      id: vaultServerKeys.id,
      publicKey: vaultServerKeys.publicKey,
      createdAtMs: vaultServerKeys.createdAtMs,
      retiredAt: vaultServerKeys.retiredAt,
      successionSignature: vaultServerKeys.successionSignature,
    })
    .from(vaultServerKeys)
    .orderBy(asc(vaultServerKeys.createdAtMs), asc(vaultServerKeys.id));
}

/** Does nothing where there is a key already: the index admits one that is not retired. */
export async function insertFirstKey(
  orm: Db["orm"],
  row: ServerKeyRow & { readonly createdAtMs: number },
): Promise<void> {
  await orm.insert(vaultServerKeys).values(row).onConflictDoNothing();
}

/** The active key; no other rotation runs until the transaction ends. */
export async function lockActiveKey(
  tx: Tx,
): Promise<(ServerKeyRow & { readonly createdAtMs: number }) | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vault_server_keys'))`);
  const [row] = await tx
    .select({
      id: vaultServerKeys.id,
      publicKey: vaultServerKeys.publicKey,
      privateSealed: vaultServerKeys.privateSealed,
      createdAtMs: vaultServerKeys.createdAtMs,
    })
    .from(vaultServerKeys)
    .where(isNull(vaultServerKeys.retiredAt));
  return row ?? null;
}

export async function retireKey(tx: Tx, id: string): Promise<void> {
  await tx
    .update(vaultServerKeys)
    .set({ retiredAt: sql`clock_timestamp()` })
    .where(eq(vaultServerKeys.id, id));
}

export async function insertKey(
  tx: Tx,
  row: ServerKeyRow & {
    readonly createdAtMs: number;
    readonly successionSignature: Uint8Array;
  },
): Promise<void> {
  await tx.insert(vaultServerKeys).values(row);
}
