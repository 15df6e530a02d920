import { appAddresses, type Reader, type Tx } from "@homeport/db";
import { eq, sql } from "drizzle-orm";

export type AddressRow = typeof appAddresses.$inferSelect;

/** Writes an address; answers whether it was free. */
export async function insertAddress(
  tx: Tx,
  one: { id: string; appId: string; hostname: string; isPrimary: boolean },
): Promise<boolean> {
  const rows = await tx
    .insert(appAddresses)
    .values({ ...one, kind: "label", verifiedAt: sql`now()` })
    .onConflictDoNothing({ target: appAddresses.hostname })
    .returning({ id: appAddresses.id });
  return rows.length > 0;
}

export async function readAddresses(db: Reader, appId: string): Promise<AddressRow[]> {
  return await db.select().from(appAddresses).where(eq(appAddresses.appId, appId));
}
