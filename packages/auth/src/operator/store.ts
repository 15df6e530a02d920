import { operators, type Reader, type Tx, users } from "@homeport/db";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { OperatorRule } from "./read-operator.ts";

const isLive = isNull(operators.revokedAt);

/** What decides whether a person is an operator; null when there is no such person. */
export async function selectOperatorFacts(
  db: Reader,
  userId: string,
): Promise<{
  readonly email: string;
  readonly isFirst: boolean;
  readonly permissions: readonly string[];
} | null> {
  const [row] = await db
    .select({
      email: users.email,
      isFirst: sql<boolean>`${users.id} = (select first.id from users first order by first.created_at, first.id limit 1)`,
      permissions: operators.permissions,
    })
    .from(users)
    .leftJoin(operators, and(eq(operators.userId, users.id), isLive))
    .where(eq(users.id, userId))
    .limit(1);
  return row === undefined ? null : { ...row, permissions: row.permissions ?? [] };
}

export async function selectLiveKey(db: Reader, keyId: string) {
  const [row] = await db
    .select({
      operatorId: operators.id,
      label: operators.label,
      permissions: operators.permissions,
    })
    .from(operators)
    .where(and(eq(operators.keyId, keyId), isLive));
  return row ?? null;
}

/** The same; its row then waits for this transaction, so that nobody signs in while it is being revoked. */
export async function lockLiveKey(tx: Tx, keyId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: operators.id })
    .from(operators)
    .where(and(eq(operators.keyId, keyId), isLive))
    .for("share");
  return rows.length > 0;
}

/** Held until the transaction ends: operators are changed one after the other, so that the last way in is seen as such. */
export async function lockOperators(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('homeport/operators', 0))`);
}

/** Live operators in the order in which they were added. */
export async function selectOperators(db: Reader) {
  return await db
    .select({
      operatorId: operators.id,
      kind: operators.kind,
      email: users.email,
      keyId: operators.keyId,
      label: operators.label,
      permissions: operators.permissions,
      createdAt: operators.createdAt,
    })
    .from(operators)
    .leftJoin(users, eq(users.id, operators.userId))
    .where(isLive)
    .orderBy(asc(operators.createdAt), asc(operators.id))
    .limit(500);
}

export interface NewOperator {
  readonly id: string;
  readonly userId: string | null;
  readonly keyId: string | null;
  readonly label: string;
  readonly permissions: string[];
  readonly createdBy: string;
}

/** Answers false when this person, or this key, is an operator already. */
export async function insertOperator(tx: Tx, row: NewOperator): Promise<boolean> {
  const kind = row.userId === null ? "key" : "user";
  const made = await tx
    .insert(operators)
    .values({ ...row, kind })
    .onConflictDoNothing()
    .returning({ id: operators.id });
  return made.length > 0;
}

/** A live operator, whose row then waits for this transaction; null for none. */
export async function lockOperator(tx: Tx, operatorId: string) {
  const [row] = await tx
    .select({
      operatorId: operators.id,
      keyId: operators.keyId,
      label: operators.label,
      permissions: operators.permissions,
    })
    .from(operators)
    .where(and(eq(operators.id, operatorId), isLive))
    .for("update");
  return row ?? null;
}

export async function updateOperatorPermissions(
  tx: Tx,
  operatorId: string,
  permissions: string[],
): Promise<void> {
  await tx.update(operators).set({ permissions }).where(eq(operators.id, operatorId));
}

export async function markOperatorRevoked(tx: Tx, operatorId: string): Promise<void> {
  await tx
    .update(operators)
    .set({ revokedAt: sql`clock_timestamp()` })
    .where(eq(operators.id, operatorId));
}

/** The live row of the person with this address, or of this key; null for none. */
export async function selectOperatorId(
  db: Reader,
  who: { readonly email: string } | { readonly keyId: string },
): Promise<string | null> {
  const named =
    "email" in who ? eq(sql`lower(${users.email})`, who.email) : eq(operators.keyId, who.keyId);
  const [row] = await db
    .select({ id: operators.id })
    .from(operators)
    .leftJoin(users, eq(users.id, operators.userId))
    .where(and(named, isLive));
  return row?.id ?? null;
}

export async function selectUserByEmail(db: Reader, email: string) {
  const [row] = await db
    .select({ userId: users.id, name: users.name })
    .from(users)
    .where(eq(sql`lower(${users.email})`, email));
  return row ?? null;
}

/** Whether anybody may change the list of operators: by a row, or because the configuration names their account. */
export async function hasWayIn(db: Reader, rule: OperatorRule): Promise<boolean> {
  const byRow = await db
    .select({ id: operators.id })
    .from(operators)
    .where(and(isLive, sql`'fleet.operate' = any(${operators.permissions})`))
    .limit(1);
  if (byRow.length > 0) return true;
  if (!rule.firstPerson && rule.emails.size === 0) return false;
  const named = await db
    .select({ id: users.id })
    .from(users)
    .where(rule.firstPerson ? undefined : inArray(sql`lower(${users.email})`, [...rule.emails]))
    .limit(1);
  return named.length > 0;
}
