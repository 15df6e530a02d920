import { invitations, organizations, type Reader, type Tx, users } from "@homeport/db";
import { and, asc, eq, gt, sql } from "drizzle-orm";

export interface NewInvitation {
  readonly id: string;
  readonly organizationId: string;
  /** Lower case. */
  readonly email: string;
  readonly role: string;
  readonly inviterId: string;
  readonly tokenHash: Uint8Array;
  readonly lifeMs: number;
}

/** Keeps an invitation, in the place of the one that waits for the same address: its link is then no good. */
export async function putInvitation(tx: Tx, made: NewInvitation): Promise<{ expiresAt: Date }> {
  const { lifeMs, ...row } = made;
  const fresh = {
    ...row,
    status: "pending",
    createdAt: sql`now()`,
    expiresAt: sql`now() + ${lifeMs} * interval '1 millisecond'`,
  };
  await tx
    .delete(invitations)
    .where(
      and(
        eq(invitations.organizationId, made.organizationId),
        eq(invitations.email, made.email),
        eq(invitations.status, "pending"),
      ),
    );
  const [kept] = await tx
    .insert(invitations)
    .values(fresh)
    .returning({ expiresAt: invitations.expiresAt });
  if (kept === undefined) throw new Error("An invitation was not kept");
  return kept;
}

/** Held until the transaction ends, so that of two invitations for one address at once the later stays. */
export async function lockInvited(tx: Tx, organizationId: string, email: string): Promise<void> {
  const name = `homeport/invitation ${organizationId} ${email}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}

/** Those that wait, the oldest first; expired ones stand among them until they are taken back or replaced. */
export async function selectPending(
  db: Reader,
  organizationId: string,
  afterId: string | null,
  count: number,
) {
  return await db
    .select({
      invitationId: invitations.id,
      email: invitations.email,
      role: invitations.role,
      invitedBy: users.name,
      createdAt: invitations.createdAt,
      expiresAt: invitations.expiresAt,
    })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.inviterId))
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        eq(invitations.status, "pending"),
        afterId === null ? undefined : gt(invitations.id, afterId),
      ),
    )
    .orderBy(asc(invitations.id))
    .limit(count);
}

/** Answers false when it does not wait any more, or belongs to another organization. */
export async function cancelPending(
  tx: Tx,
  organizationId: string,
  invitationId: string,
): Promise<boolean> {
  const rows = await tx
    .update(invitations)
    .set({ status: "canceled" })
    .where(
      and(
        eq(invitations.id, invitationId),
        eq(invitations.organizationId, organizationId),
        eq(invitations.status, "pending"),
      ),
    )
    .returning({ id: invitations.id });
  return rows.length > 0;
}

/** The invitation of a link, if it may be accepted still. */
export async function findInvitation(db: Reader, tokenHash: Uint8Array) {
  const [row] = await db
    .select({
      organizationId: organizations.id,
      organization: organizations.name,
      email: invitations.email,
      role: invitations.role,
      invitedBy: users.name,
      expiresAt: invitations.expiresAt,
      hasAccount: sql<boolean>`exists (
        select 1 from ${users} as invited where lower(invited.email) = lower(${invitations.email}))`,
    })
    .from(invitations)
    .innerJoin(organizations, eq(organizations.id, invitations.organizationId))
    .innerJoin(users, eq(users.id, invitations.inviterId))
    .where(and(eq(invitations.tokenHash, tokenHash), isOpen()));
  return row ?? null;
}

/** The one statement that accepts a link, for this address alone: of any number at once a single one gets it. */
export async function takeInvitation(
  tx: Tx,
  tokenHash: Uint8Array,
  email: string,
): Promise<{ organizationId: string; role: string } | null> {
  const [row] = await tx
    .update(invitations)
    .set({ status: "accepted" })
    .where(
      and(
        eq(invitations.tokenHash, tokenHash),
        eq(invitations.email, email.toLowerCase()),
        isOpen(),
      ),
    )
    .returning({ organizationId: invitations.organizationId, role: invitations.role });
  return row === undefined ? null : { ...row, role: row.role ?? "member" };
}

function isOpen() {
  return and(eq(invitations.status, "pending"), gt(invitations.expiresAt, sql`now()`));
}
