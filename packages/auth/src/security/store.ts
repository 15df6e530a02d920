import { type Tx, users } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";

/** Held until the transaction ends. */
export async function lockUser(tx: Tx, userId: string): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
}

/** Passwords, passkeys and wallets of a person. */
export async function countWaysIn(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx.execute(sql`
    SELECT ((SELECT count(*) FROM accounts
        WHERE user_id = ${userId} AND provider_id = 'credential' AND password IS NOT NULL)
      + (SELECT count(*) FROM passkeys WHERE user_id = ${userId})
      + (SELECT count(*) FROM wallet_addresses WHERE user_id = ${userId}))::int AS ways`);
  return z.object({ ways: z.number() }).parse(row).ways;
}
