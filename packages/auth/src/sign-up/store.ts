import { accounts, members, organizations, type Reader, type Tx, users } from "@homeport/db";
import { newId } from "@homeport/platform";
import { sql } from "drizzle-orm";

export async function hasUsers(db: Reader): Promise<boolean> {
  const rows = await db.select({ id: users.id }).from(users).limit(1);
  return rows.length > 0;
}

/** Held until the transaction ends, so that two first people at once become a first and a second. */
export async function lockSignUp(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('homeport/sign-up', 0))`);
}

export interface NewUser {
  readonly id: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  readonly passwordHash: string;
}

/** Writes a person with a password; answers false when the e-mail is taken. */
export async function insertUser(tx: Tx, user: NewUser): Promise<boolean> {
  const { passwordHash, ...row } = user;
  const made = await tx.insert(users).values(row).onConflictDoNothing().returning({ id: users.id });
  if (made.length === 0) return false;
  await tx.insert(accounts).values({
    id: newId(),
    accountId: user.id,
    providerId: "credential",
    userId: user.id,
    password: passwordHash,
  });
  return true;
}

export async function insertOrganization(
  tx: Tx,
  organization: { id: string; name: string; slug: string; ownerUserId: string },
): Promise<void> {
  const { ownerUserId, ...row } = organization;
  await tx.insert(organizations).values(row);
  await tx
    .insert(members)
    .values({ id: newId(), organizationId: row.id, userId: ownerUserId, role: "owner" });
}
