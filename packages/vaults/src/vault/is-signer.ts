import { type Db, schema } from "@homeport/db";
import { and, eq, isNull } from "drizzle-orm";

const { vaultSigners } = schema;

/** Whether any vault lists this signer now. */
export async function isSigner(
  { db }: { readonly db: Pick<Db, "orm"> },
  { signerId }: { readonly signerId: string },
): Promise<boolean> {
  const rows = await db.orm
    .select({ vaultId: vaultSigners.vaultId })
    .from(vaultSigners)
    .where(and(eq(vaultSigners.signerId, signerId), isNull(vaultSigners.removedNonce)))
    .limit(1);
  return rows.length > 0;
}
