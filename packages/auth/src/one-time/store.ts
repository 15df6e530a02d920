import { type Reader, verifications } from "@homeport/db";
import { newId } from "@homeport/platform";
import { and, eq, gt, sql } from "drizzle-orm";

/** Keeps something that is good for one use, beside what better-auth keeps of the kind. */
export async function putOneTime(
  db: Reader,
  one: { identifier: string; value: string; lifeMs: number },
): Promise<void> {
  await db.insert(verifications).values({
    id: newId(),
    identifier: one.identifier,
    value: one.value,
    expiresAt: sql`now() + ${one.lifeMs} * interval '1 millisecond'`,
  });
}

/** What is kept, while it lives; null for nothing. */
export async function readOneTime(db: Reader, identifier: string): Promise<string | null> {
  const [row] = await db
    .select({ value: verifications.value })
    .from(verifications)
    .where(and(eq(verifications.identifier, identifier), gt(verifications.expiresAt, sql`now()`)))
    .limit(1);
  return row?.value ?? null;
}

/** The same, for one caller alone: whoever comes later, on whichever replica, finds nothing. */
export async function takeOneTime(db: Reader, identifier: string): Promise<string | null> {
  const [row] = await db
    .delete(verifications)
    .where(and(eq(verifications.identifier, identifier), gt(verifications.expiresAt, sql`now()`)))
    .returning({ value: verifications.value });
  return row?.value ?? null;
}
