import { type Reader, sessions } from "@homeport/db";
import { and, eq, gt, sql } from "drizzle-orm";

/** Whether a live session was authenticated so recently. */
export async function selectIsRecent(
  db: Reader,
  sessionId: string,
  withinMs: number,
): Promise<boolean> {
  const since = sql`now() - ${withinMs} * interval '1 millisecond'`;
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        eq(sessions.id, sessionId),
        gt(sessions.authenticatedAt, since),
        gt(sessions.expiresAt, sql`now()`),
      ),
    );
  return rows.length > 0;
}
