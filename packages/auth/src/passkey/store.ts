import { passkeys, type Reader, type Tx } from "@homeport/db";
import { and, asc, eq, lt, or, sql } from "drizzle-orm";

const shownColumns = {
  passkeyId: passkeys.id,
  name: passkeys.name,
  createdAt: passkeys.createdAt,
  backedUp: passkeys.backedUp,
};

/** The passkeys of a person, the oldest first. */
export async function selectPasskeys(db: Reader, userId: string) {
  return await db
    .select(shownColumns)
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id))
    .limit(200);
}

/** Credential ids, for a browser to choose among or to leave out. */
export async function selectCredentialIds(db: Reader, userId: string): Promise<string[]> {
  const rows = await db
    .select({ id: passkeys.credentialID })
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .limit(200);
  return rows.map((row) => row.id);
}

export async function findPasskey(db: Reader, credentialId: string) {
  const [row] = await db
    .select({ passkeyId: passkeys.id, userId: passkeys.userId, publicKey: passkeys.publicKey })
    .from(passkeys)
    .where(eq(passkeys.credentialID, credentialId));
  return row ?? null;
}

export interface NewPasskey {
  readonly passkeyId: string;
  readonly userId: string;
  readonly name: string;
  readonly credentialId: string;
  /** COSE, base64. */
  readonly publicKey: string;
  readonly counter: number;
  readonly deviceType: string;
  readonly backedUp: boolean;
  readonly aaguid: string;
}

/** Answers false when the credential is known already. */
export async function insertPasskey(tx: Tx, passkey: NewPasskey): Promise<boolean> {
  const { passkeyId, credentialId, ...rest } = passkey;
  const rows = await tx
    .insert(passkeys)
    .values({ id: passkeyId, credentialID: credentialId, ...rest })
    .onConflictDoNothing()
    .returning({ id: passkeys.id });
  return rows.length > 0;
}

/**
 * Raises the counter of an authenticator that counts; false when it did not rise, which is how a copy shows. One that
 * does not count says 0 for ever.
 */
export async function raiseCounter(
  db: Reader,
  passkeyId: string,
  counter: number,
): Promise<boolean> {
  const rows = await db
    .update(passkeys)
    .set({ counter })
    .where(
      and(
        eq(passkeys.id, passkeyId),
        or(
          lt(passkeys.counter, counter),
          and(eq(passkeys.counter, 0), sql`${counter}::bigint = 0`),
        ),
      ),
    )
    .returning({ id: passkeys.id });
  return rows.length > 0;
}

interface OwnPasskey {
  readonly userId: string;
  readonly passkeyId: string;
}

/** Answers false when it is gone or somebody else's. */
export async function updatePasskeyName(tx: Tx, own: OwnPasskey, name: string): Promise<boolean> {
  const rows = await tx
    .update(passkeys)
    .set({ name })
    .where(and(eq(passkeys.id, own.passkeyId), eq(passkeys.userId, own.userId)))
    .returning({ id: passkeys.id });
  return rows.length > 0;
}

/** Answers false when it is gone or somebody else's. */
export async function deletePasskey(tx: Tx, own: OwnPasskey): Promise<boolean> {
  const rows = await tx
    .delete(passkeys)
    .where(and(eq(passkeys.id, own.passkeyId), eq(passkeys.userId, own.userId)))
    .returning({ id: passkeys.id });
  return rows.length > 0;
}
