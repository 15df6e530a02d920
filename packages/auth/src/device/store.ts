import { deviceCodes, type Reader, sessions, type Tx, users, verifications } from "@homeport/db";
import { newId, sha256 } from "@homeport/platform";
import { and, eq, gt, or, sql } from "drizzle-orm";

/** A program that polls too fast has to wait five seconds longer each time, as RFC 8628 asks. */
export async function slowDown(db: Reader, deviceCode: string): Promise<void> {
  await db
    .update(deviceCodes)
    .set({ pollingInterval: sql`least(coalesce(polling_interval, 5000) + 5000, 60000)` })
    .where(eq(deviceCodes.deviceCode, deviceCode));
}

/** Kept beside the codes under the code's hash, and swept with what else expires there. */
export async function insertAsker(
  db: Reader,
  asker: { userCode: string; value: string; lifeMs: number },
): Promise<void> {
  await db.insert(verifications).values({
    id: newId(),
    identifier: askerIdentifier(asker.userCode),
    value: asker.value,
    expiresAt: sql`now() + ${asker.lifeMs} * interval '1 millisecond'`,
  });
}

export async function selectAsker(db: Reader, userCode: string): Promise<string | null> {
  const [row] = await db
    .select({ value: verifications.value })
    .from(verifications)
    .where(
      and(
        eq(verifications.identifier, askerIdentifier(userCode)),
        gt(verifications.expiresAt, sql`now()`),
      ),
    )
    .limit(1);
  return row?.value ?? null;
}

/** The one statement by which a waiting code is answered. Its device code; null when there is none to answer. */
export async function answerCode(
  tx: Tx,
  named: { userCode: string; userId: string },
  status: "approved" | "denied",
): Promise<string | null> {
  const [row] = await tx
    .update(deviceCodes)
    .set({ status })
    .where(
      and(
        eq(deviceCodes.userCode, named.userCode),
        eq(deviceCodes.userId, named.userId),
        eq(deviceCodes.status, "pending"),
        gt(deviceCodes.expiresAt, sql`now()`),
      ),
    )
    .returning({ deviceCode: deviceCodes.deviceCode });
  return row?.deviceCode ?? null;
}

/** Longer than a program takes to come for its session; then swept with what else expires there. */
const approvalLife = sql`interval '11 minutes'`;

/** Keeps which session approved a code: the library's table has no place for it. */
export async function insertApproval(
  tx: Tx,
  approval: { deviceCode: string; sessionId: string },
): Promise<void> {
  await tx.insert(verifications).values({
    id: newId(),
    identifier: approvalIdentifier(approval.deviceCode),
    value: approval.sessionId,
    expiresAt: sql`now() + ${approvalLife}`,
  });
}

export async function selectApproval(db: Reader, deviceCode: string) {
  const [row] = await db
    .select({ assurance: sessions.assurance, authenticatedAt: sessions.authenticatedAt })
    .from(verifications)
    .innerJoin(sessions, eq(sessions.id, verifications.value))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(verifications.identifier, approvalIdentifier(deviceCode)),
        gt(verifications.expiresAt, sql`now()`),
        gt(sessions.expiresAt, sql`now()`),
        or(eq(users.twoFactorEnabled, false), eq(sessions.assurance, 2)),
      ),
    )
    .limit(1);
  return row ?? null;
}

function approvalIdentifier(deviceCode: string): string {
  return `device-approval ${sha256(deviceCode).toString("hex")}`;
}

function askerIdentifier(userCode: string): string {
  return `device-asker ${sha256(userCode.toUpperCase()).toString("hex")}`;
}
