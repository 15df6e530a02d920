import { deviceCodes, type Reader, sessions, type Tx, verifications } from "@homeport/db";
import { and, desc, eq, gt, like, lt, ne, or, sql } from "drizzle-orm";

/** Live sessions of a person, the last seen first. */
export async function selectSessions(db: Reader, userId: string) {
  return await db
    .select({
      sessionId: sessions.id,
      kind: sessions.kind,
      label: sessions.label,
      icon: sessions.icon,
      address: sessions.ipAddress,
      userAgent: sessions.userAgent,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, sql`now()`)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .limit(200);
}

/** Answers false when it is gone or somebody else's. */
export async function updateSessionLabel(
  tx: Tx,
  named: { userId: string; sessionId: string; label: string },
): Promise<boolean> {
  const { userId, sessionId, label } = named;
  const rows = await tx
    .update(sessions)
    .set({ label })
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  return rows.length > 0;
}

/** Answers the ids that were deleted: none when it was gone or is somebody else's. */
export async function deleteSession(tx: Tx, userId: string, sessionId: string): Promise<string[]> {
  const rows = await tx
    .delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  return rows.map((row) => row.id);
}

export async function deleteOtherSessions(
  tx: Tx,
  userId: string,
  keptId: string,
): Promise<string[]> {
  const rows = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), ne(sessions.id, keptId)))
    .returning({ id: sessions.id });
  return rows.map((row) => row.id);
}

/** Trusted browsers, and sign-ins that wait for a second factor. */
export async function deletePendingSignIns(tx: Tx, userId: string): Promise<void> {
  await tx
    .delete(verifications)
    .where(
      and(
        eq(verifications.value, userId),
        or(
          like(verifications.identifier, "2fa-%"),
          like(verifications.identifier, "trust-device-%"),
        ),
      ),
    );
}

/** Notes that a session has just shown a factor; its assurance never falls by it. */
export async function renewAuthentication(
  tx: Tx,
  session: { userId: string; sessionId: string },
  assurance: 1 | 2,
): Promise<boolean> {
  const rows = await tx
    .update(sessions)
    .set({
      authenticatedAt: sql`now()`,
      assurance: sql`greatest(assurance, ${assurance}::smallint)`,
    })
    .where(and(eq(sessions.id, session.sessionId), eq(sessions.userId, session.userId)))
    .returning({ id: sessions.id });
  return rows.length > 0;
}

/** The session that a token stands for, ended or not; null when there is none. */
export async function findSessionByToken(db: Reader, token: string) {
  const [row] = await db
    .select({ sessionId: sessions.id, userId: sessions.userId })
    .from(sessions)
    .where(eq(sessions.token, token));
  return row ?? null;
}

export async function deleteEndedSessions(tx: Tx): Promise<number> {
  const rows = await tx
    .delete(sessions)
    .where(lt(sessions.expiresAt, sql`now()`))
    .returning({ id: sessions.id });
  return rows.length;
}

export async function deleteEndedVerifications(tx: Tx): Promise<number> {
  const rows = await tx
    .delete(verifications)
    .where(lt(verifications.expiresAt, sql`now()`))
    .returning({ id: verifications.id });
  return rows.length;
}

/** A minute late, so that the program which polls is told that its code has expired. */
export async function deleteEndedDeviceCodes(tx: Tx): Promise<number> {
  const rows = await tx
    .delete(deviceCodes)
    .where(lt(deviceCodes.expiresAt, sql`now() - interval '1 minute'`))
    .returning({ id: deviceCodes.id });
  return rows.length;
}
