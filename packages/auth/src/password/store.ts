import { accounts, type Reader, type Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { and, eq, isNotNull, sql } from "drizzle-orm";

/** Null for a person who signs in without a password. */
export async function selectPasswordHash(db: Reader, userId: string): Promise<string | null> {
  const [row] = await db
    .select({ password: accounts.password })
    .from(accounts)
    .where(
      and(
        eq(accounts.userId, userId),
        eq(accounts.providerId, "credential"),
        isNotNull(accounts.password),
      ),
    );
  return row?.password ?? null;
}

/** Sets the password of a person, who may have had none. */
export async function putPasswordHash(tx: Tx, userId: string, hash: string): Promise<void> {
  await tx
    .insert(accounts)
    .values({
      id: newId(),
      accountId: userId,
      providerId: "credential",
      userId,
      password: hash,
    })
    .onConflictDoUpdate({
      target: [accounts.providerId, accounts.accountId],
      set: { password: hash, updatedAt: sql`now()` },
    });
}
