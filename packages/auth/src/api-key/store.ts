import { apiKeys, apps, type Reader, type Tx } from "@homeport/db";
import { type KeyScopes, keyScopesSchema } from "@homeport/gate";
import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { MintedKey } from "./mint-key.ts";

export interface NewKeyRow extends Pick<MintedKey, "prefix" | "secretHash"> {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: KeyScopes;
  /** Null: it never ends by itself. */
  readonly lifeMs: number | null;
}

const shown = {
  keyId: apiKeys.id,
  organizationId: apiKeys.organizationId,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  expiresAt: apiKeys.expiresAt,
  expired: sql<boolean>`coalesce(${apiKeys.expiresAt} <= now(), false)`,
  lastUsedAt: apiKeys.lastUsedAt,
  createdAt: apiKeys.createdAt,
};

export type KeyRow = Awaited<ReturnType<typeof selectKeys>>[number];

export async function insertKey(tx: Tx, { lifeMs, ...row }: NewKeyRow): Promise<KeyRow> {
  const expiresAt = lifeMs === null ? null : sql`now() + ${lifeMs} * interval '1 millisecond'`;
  const [made] = await tx
    .insert(apiKeys)
    .values({ ...row, expiresAt })
    .returning(shown);
  if (made === undefined) throw new Error("The key that was just written is not there");
  return readScopes(made);
}

/** Keys of a person that were not revoked, the newest first. */
export async function selectKeys(db: Reader, userId: string, limit: number) {
  const rows = await db
    .select(shown)
    .from(apiKeys)
    .where(and(eq(apiKeys.userId, userId), isNull(apiKeys.revokedAt)))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit);
  return rows.map(readScopes);
}

/** A row whose scopes are damaged opens nothing, and is shown as what it is. */
function readScopes<T extends { scopes: unknown }>(row: T): T & { scopes: KeyScopes } {
  const nothing: KeyScopes = { apps: [], api: false };
  return { ...row, scopes: keyScopesSchema.safeParse(row.scopes).data ?? nothing };
}

/** Makes those who would make a key for this person at once take turns, so that counting means something. */
export async function lockKeys(tx: Tx, userId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`api-keys ${userId}`}, 0))`);
}

/** How many of these apps are the organization's. */
export async function countOwnApps(
  db: Reader,
  organizationId: string,
  appIds: readonly string[],
): Promise<number> {
  if (appIds.length === 0) return 0;
  const rows = await db
    .select({ id: apps.id })
    .from(apps)
    .where(and(eq(apps.organizationId, organizationId), inArray(apps.id, [...appIds])));
  return rows.length;
}

/** Ends a key of this person; answers whether there was one. */
export async function markRevoked(tx: Tx, userId: string, keyId: string): Promise<boolean> {
  const rows = await tx
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKeys.id, keyId), eq(apiKeys.userId, userId), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });
  return rows.length > 0;
}

/** Keys that were revoked or ran out so many days ago. Until then a request under one is told that it has ended. */
export async function deleteEndedKeys(tx: Tx, keptDays: number): Promise<number> {
  const rows = await tx
    .delete(apiKeys)
    .where(
      sql`least(${apiKeys.revokedAt}, ${apiKeys.expiresAt}) < now() - make_interval(days => ${keptDays})`,
    )
    .returning({ id: apiKeys.id });
  return rows.length;
}
