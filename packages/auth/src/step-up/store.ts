import { type Reader, sessions, users } from "@homeport/db";
import { and, eq, gt, or, sql } from "drizzle-orm";

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

/** Whether a live session is as sure of its person as that person can be asked to show. */
export async function selectMayGrant(db: Reader, sessionId: string): Promise<boolean> {
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.id, sessionId),
        gt(sessions.expiresAt, sql`now()`),
        or(eq(users.twoFactorEnabled, false), eq(sessions.assurance, 2)),
      ),
    );
  return rows.length > 0;
}
