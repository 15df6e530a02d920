import { deviceCodes, type Reader, sessions, type Tx, users, verifications } from "@homeport/db";
import { newId } from "@homeport/platform";
import { and, eq, gt, like, sql } from "drizzle-orm";
import { z } from "zod";
import { deletePendingSignIns } from "../session/store.ts";

const prefix = "password-reset ";

export interface NewReset {
  readonly userId: string;
  readonly tokenHash: Uint8Array;
  readonly lifeMs: number;
}

/** Keeps a link beside what else expires; of one person the newest alone is good. */
export async function putReset(tx: Tx, reset: NewReset): Promise<{ expiresAt: Date }> {
  const { userId, tokenHash, lifeMs } = reset;
  await deleteResets(tx, userId);
  const [kept] = await tx
    .insert(verifications)
    .values({
      id: newId(),
      identifier: identifierOf(tokenHash),
      value: userId,
      expiresAt: sql`now() + ${lifeMs} * interval '1 millisecond'`,
    })
    .returning({ expiresAt: verifications.expiresAt });
  if (kept === undefined) throw new Error("A reset link was not kept");
  return kept;
}

/** Whose link it is, while it lives. */
export async function findReset(db: Reader, tokenHash: Uint8Array) {
  const [row] = await db
    .select({ userId: users.id, name: users.name, email: users.email })
    .from(verifications)
    .innerJoin(users, eq(users.id, verifications.value))
    .where(and(eq(verifications.identifier, identifierOf(tokenHash)), isLive()));
  return row ?? null;
}

/** Uses a link up: of any number at once a single one gets it. */
export async function takeReset(tx: Tx, tokenHash: Uint8Array): Promise<boolean> {
  const rows = await tx
    .delete(verifications)
    .where(and(eq(verifications.identifier, identifierOf(tokenHash)), isLive()))
    .returning({ id: verifications.id });
  return rows.length > 0;
}

/** Ends every session of a person, and what was about to become one. Answers the ids of the sessions. */
export async function deleteSessionsOf(tx: Tx, userId: string): Promise<string[]> {
  await deleteResets(tx, userId);
  await deletePendingSignIns(tx, userId);
  await tx.delete(deviceCodes).where(eq(deviceCodes.userId, userId));
  const rows = await tx
    .delete(sessions)
    .where(eq(sessions.userId, userId))
    .returning({ id: sessions.id });
  return rows.map((row) => row.id);
}

export async function findUserByEmail(db: Reader, email: string) {
  const [row] = await db
    .select({ userId: users.id, email: users.email })
    .from(users)
    .where(sql`lower(${users.email}) = ${email.toLowerCase()}`);
  return row ?? null;
}

/**
 * Whether this person may take over that one's account: they belong together to this organization, and in each that
 * the other belongs to this person is an owner, or an admin where the other is no owner.
 */
export async function selectOutranks(
  db: Reader,
  ids: { organizationId: string; actorId: string; userId: string },
): Promise<"yes" | "no" | "stranger"> {
  const { organizationId, actorId, userId } = ids;
  const [row] = await db.execute(sql`
    select
      coalesce(bool_or(theirs.organization_id = ${organizationId}), false) as here,
      coalesce(bool_and(exists (
        select 1 from members actor
        where actor.organization_id = theirs.organization_id and actor.user_id = ${actorId}
          and (is_owner(actor.role) or (
            'admin' = any (string_to_array(replace(actor.role, ' ', ''), ','))
            and not is_owner(theirs.role)))
      )), false) as everywhere
    from members theirs where theirs.user_id = ${userId}`);
  const { here, everywhere } = outranksSchema.parse(row);
  if (!here) return "stranger";
  return everywhere ? "yes" : "no";
}

const outranksSchema = z.object({ here: z.boolean(), everywhere: z.boolean() });

async function deleteResets(tx: Tx, userId: string): Promise<void> {
  await tx
    .delete(verifications)
    .where(and(eq(verifications.value, userId), like(verifications.identifier, `${prefix}%`)));
}

function identifierOf(tokenHash: Uint8Array): string {
  return `${prefix}${Buffer.from(tokenHash).toString("hex")}`;
}

function isLive() {
  return gt(verifications.expiresAt, sql`now()`);
}
