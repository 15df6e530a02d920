import { type Reader, users } from "@homeport/db";
import { eq, sql } from "drizzle-orm";

/** What decides whether a person is an operator; null when there is no such person. */
export async function selectOperatorFacts(
  db: Reader,
  userId: string,
): Promise<{ readonly email: string; readonly isFirst: boolean } | null> {
  const [row] = await db
    .select({
      email: users.email,
      isFirst: sql<boolean>`${users.id} = (select first.id from users first order by first.created_at, first.id limit 1)`,
    })
    .from(users)
    .where(eq(users.id, userId))
    .limit(1);
  return row ?? null;
}
