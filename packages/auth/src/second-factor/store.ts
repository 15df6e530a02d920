import { type Reader, type Tx, twoFactors, users } from "@homeport/db";
import { newId } from "@homeport/platform";
import { and, eq, lt, sql } from "drizzle-orm";

/** The second factor of a person, on or about to be turned on; null for none. The time is the store's. */
export async function selectTwoFactor(db: Reader, userId: string) {
  const [row] = await db
    .select({
      secret: twoFactors.secret,
      backupCodes: twoFactors.backupCodes,
      verified: twoFactors.verified,
      nowMs: sql<number>`(extract(epoch from now()) * 1000)::float8`,
    })
    .from(twoFactors)
    .where(eq(twoFactors.userId, userId));
  return row === undefined ? null : { ...row, verified: row.verified === true };
}

/** Keeps a secret that nobody has confirmed yet; false when the second factor is on already. */
export async function putUnverified(tx: Tx, userId: string, sealed: string): Promise<boolean> {
  const rows = await tx
    .insert(twoFactors)
    .values({ id: newId(), userId, secret: sealed, backupCodes: "", verified: false })
    .onConflictDoUpdate({
      target: twoFactors.userId,
      set: { secret: sealed, lastUsedStep: 0 },
      setWhere: eq(twoFactors.verified, false),
    })
    .returning({ id: twoFactors.id });
  return rows.length > 0;
}

/**
 * Turns the second factor on with the step of its first code; false when the secret is not the one that the code was
 * made with any more, or is on already.
 */
export async function setVerified(
  tx: Tx,
  factor: { userId: string; secret: string; step: number; backupCodes: string },
): Promise<boolean> {
  const { userId, secret, step, backupCodes } = factor;
  const rows = await tx
    .update(twoFactors)
    .set({ verified: true, lastUsedStep: step, backupCodes })
    .where(
      and(
        eq(twoFactors.userId, userId),
        eq(twoFactors.secret, secret),
        eq(twoFactors.verified, false),
      ),
    )
    .returning({ id: twoFactors.id });
  if (rows.length === 0) return false;
  await tx.update(users).set({ twoFactorEnabled: true }).where(eq(users.id, userId));
  return true;
}

/** Takes a time step; false when it, or a later one, was taken before: a code works once, on whichever replica. */
export async function claimStep(db: Reader, userId: string, step: number): Promise<boolean> {
  const rows = await db
    .update(twoFactors)
    .set({ lastUsedStep: step })
    .where(and(eq(twoFactors.userId, userId), lt(twoFactors.lastUsedStep, step)))
    .returning({ id: twoFactors.id });
  return rows.length > 0;
}

/** Replaces the backup codes that were read; false when somebody else has replaced them since. */
export async function replaceBackupCodes(
  tx: Tx,
  userId: string,
  codes: { read: string; next: string },
): Promise<boolean> {
  const rows = await tx
    .update(twoFactors)
    .set({ backupCodes: codes.next })
    .where(and(eq(twoFactors.userId, userId), eq(twoFactors.backupCodes, codes.read)))
    .returning({ id: twoFactors.id });
  return rows.length > 0;
}

/** Answers whether there was one. */
export async function deleteTwoFactor(tx: Tx, userId: string): Promise<boolean> {
  const rows = await tx
    .delete(twoFactors)
    .where(and(eq(twoFactors.userId, userId), eq(twoFactors.verified, true)))
    .returning({ id: twoFactors.id });
  await tx.update(users).set({ twoFactorEnabled: false }).where(eq(users.id, userId));
  return rows.length > 0;
}

export async function selectHasTwoFactor(db: Reader, userId: string): Promise<boolean> {
  const [row] = await db
    .select({ on: users.twoFactorEnabled })
    .from(users)
    .where(eq(users.id, userId));
  return row?.on === true;
}
