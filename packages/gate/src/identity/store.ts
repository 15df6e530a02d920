import { identities, type Tx } from "@homeport/db";

export async function insertIdentity(
  tx: Tx,
  row: Omit<typeof identities.$inferInsert, "createdAt" | "updatedAt">,
): Promise<void> {
  await tx.insert(identities).values(row);
}
