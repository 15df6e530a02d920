import { type Tx, users } from "@homeport/db";
import { eq } from "drizzle-orm";

/** What belongs to a person goes with them, by foreign keys. Answers false when they were gone already. */
export async function deleteUser(tx: Tx, userId: string): Promise<boolean> {
  const rows = await tx.delete(users).where(eq(users.id, userId)).returning({ id: users.id });
  return rows.length > 0;
}
