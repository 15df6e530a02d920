import { pairingCodes, type Reader, sessions, type Tx, users } from "@homeport/db";
import { newToken } from "@homeport/platform";
import { and, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import type { DeviceIcon } from "../session/user-agent.ts";

export interface NewPairing {
  readonly id: string;
  readonly userId: string;
  readonly createdBySessionId: string;
  readonly codeHash: Uint8Array;
  readonly qrHash: Uint8Array;
  readonly lifeMs: number;
}

/** Keeps a code, in the place of the person's unused one: of two at once the later stays. */
export async function putPairing(tx: Tx, pairing: NewPairing): Promise<{ expiresAt: Date }> {
  const { lifeMs, ...row } = pairing;
  const fresh = {
    ...row,
    createdAt: sql`now()`,
    expiresAt: sql`now() + ${lifeMs} * interval '1 millisecond'`,
  };
  const [kept] = await tx
    .insert(pairingCodes)
    .values(fresh)
    .onConflictDoUpdate({
      target: pairingCodes.userId,
      targetWhere: isNull(pairingCodes.usedAt),
      set: fresh,
    })
    .returning({ expiresAt: pairingCodes.expiresAt });
  if (kept === undefined) throw new Error("A pairing code was not kept");
  return kept;
}

/** Of the person's own; null when it is somebody else's, or a newer one took its place. */
export async function findPairing(db: Reader, userId: string, pairingId: string) {
  const [row] = await db
    .select({
      expiresAt: pairingCodes.expiresAt,
      live: sql<boolean>`${pairingCodes.expiresAt} > now()`,
      usedAt: pairingCodes.usedAt,
      sessionId: sessions.id,
      label: sessions.label,
    })
    .from(pairingCodes)
    .leftJoin(sessions, eq(sessions.id, pairingCodes.sessionId))
    .where(and(eq(pairingCodes.id, pairingId), eq(pairingCodes.userId, userId)));
  return row ?? null;
}

/** The code or the QR token that somebody shows, by its digest. */
export type Shown = { readonly codeHash: Uint8Array } | { readonly qrHash: Uint8Array };

/** Whose code it is, used up or not; null for none. */
export async function findShown(db: Reader, shown: Shown) {
  const [row] = await db
    .select({
      pairingId: pairingCodes.id,
      userId: users.id,
      name: users.name,
      email: users.email,
    })
    .from(pairingCodes)
    .innerJoin(users, eq(users.id, pairingCodes.userId))
    .where(isShown(shown));
  return row ?? null;
}

/**
 * Uses a code up: the one statement by which of any number at once a single one gets it. Answers the standing of the
 * session that made it, which has to live still, and to have given a second factor where its person has one.
 */
export async function takePairing(
  tx: Tx,
  pairingId: string,
  shown: Shown,
): Promise<Standing | null> {
  const [row] = await tx
    .update(pairingCodes)
    .set({ usedAt: sql`now()` })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(pairingCodes.id, pairingId),
        isShown(shown),
        isNull(pairingCodes.usedAt),
        gt(pairingCodes.expiresAt, sql`now()`),
        eq(sessions.id, pairingCodes.createdBySessionId),
        gt(sessions.expiresAt, sql`now()`),
        or(eq(users.twoFactorEnabled, false), eq(sessions.assurance, 2)),
      ),
    )
    .returning({ assurance: sessions.assurance, authenticatedAt: sessions.authenticatedAt });
  return row ?? null;
}

/** What a new session takes from the one that vouches for it. */
export interface Standing {
  readonly assurance: number;
  readonly authenticatedAt: Date;
}

export interface NewDeviceSession extends Standing {
  readonly sessionId: string;
  readonly pairingId: string;
  readonly userId: string;
  readonly label: string | null;
  readonly icon: DeviceIcon;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly lifeMs: number;
}

/** The session that a code gives, and the code's word which one it was. Answers its token. */
export async function insertDeviceSession(tx: Tx, device: NewDeviceSession): Promise<string> {
  const { sessionId, pairingId, lifeMs, address, ...row } = device;
  const token = newToken();
  await tx.insert(sessions).values({
    ...row,
    id: sessionId,
    token,
    kind: "device",
    ipAddress: address,
    expiresAt: sql`now() + ${lifeMs} * interval '1 millisecond'`,
  });
  await tx.update(pairingCodes).set({ sessionId }).where(eq(pairingCodes.id, pairingId));
  return token;
}

/** A day late, so that the page which shows a code can say what became of it. */
export async function deleteEndedPairings(tx: Tx): Promise<number> {
  const rows = await tx
    .delete(pairingCodes)
    .where(sql`${pairingCodes.expiresAt} < now() - interval '1 day'`)
    .returning({ id: pairingCodes.id });
  return rows.length;
}

function isShown(shown: Shown): SQL {
  return "codeHash" in shown
    ? eq(pairingCodes.codeHash, shown.codeHash)
    : eq(pairingCodes.qrHash, shown.qrHash);
}
