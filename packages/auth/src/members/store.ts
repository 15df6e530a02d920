import { members, type Reader, type Tx, users, violatedConstraint } from "@homeport/db";
import { newId } from "@homeport/platform";
import { and, asc, eq, gt } from "drizzle-orm";
import { AuthError } from "../errors.ts";

/** Members in the order in which they joined. */
export async function selectMembers(
  db: Reader,
  organizationId: string,
  afterId: string | null,
  count: number,
) {
  return await db
    .select({
      memberId: members.id,
      userId: users.id,
      name: users.name,
      email: users.email,
      role: members.role,
      joinedAt: members.createdAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        afterId === null ? undefined : gt(members.id, afterId),
      ),
    )
    .orderBy(asc(members.id))
    .limit(count);
}

interface Named {
  readonly organizationId: string;
  readonly userId: string;
}

/** The role of a member, whose row then waits for this transaction; null for who is none. */
export async function lockMember(tx: Tx, named: Named): Promise<string | null> {
  const [row] = await tx
    .select({ role: members.role })
    .from(members)
    .where(isNamed(named))
    .for("update");
  return row?.role ?? null;
}

/** Throws LAST_OWNER when nobody else owns the organization. */
export async function updateRole(tx: Tx, named: Named, role: string): Promise<void> {
  await keepingAnOwner(tx.update(members).set({ role }).where(isNamed(named)));
}

/** Throws LAST_OWNER when nobody else owns the organization. */
export async function deleteMember(tx: Tx, named: Named): Promise<void> {
  await keepingAnOwner(tx.delete(members).where(isNamed(named)));
}

/** Leaves one who is a member already as they are. */
export async function insertMember(tx: Tx, member: Named & { role: string }): Promise<void> {
  await tx
    .insert(members)
    .values({ id: newId(), ...member })
    .onConflictDoNothing();
}

export async function hasMember(
  db: Reader,
  organizationId: string,
  email: string,
): Promise<boolean> {
  const rows = await db
    .select({ id: members.id })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.organizationId, organizationId), eq(users.email, email)))
    .limit(1);
  return rows.length > 0;
}

/** The trigger on members is what keeps an owner, whatever two people do at once; here it gets its name. */
export async function keepingAnOwner<Result>(statement: PromiseLike<Result>): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    if (violatedBy(error) === "members_last_owner") {
      throw new AuthError("LAST_OWNER", { cause: error });
    }
    throw error;
  }
}

function violatedBy(error: unknown): string | null {
  return (
    violatedConstraint(error) ??
    violatedConstraint(error instanceof Error ? error.cause : undefined)
  );
}

function isNamed({ organizationId, userId }: Named) {
  return and(eq(members.organizationId, organizationId), eq(members.userId, userId));
}
