import { type Reader, schema, type Tx } from "@homeport/db";
import { and, desc, eq, sql } from "drizzle-orm";

const { hostKeys } = schema;

export interface KeyRow {
  id: string;
  publicKey: Buffer;
  status: "active" | "retiring" | "revoked";
  notAfter: Date | null;
  /** Whether it still opens tunnels. */
  live: boolean;
}

/** The newest keys of a host, whatever became of them. */
export async function findKeys(db: Reader, hostId: string, limit: number): Promise<KeyRow[]> {
  const rows = await db
    .select({
      id: hostKeys.id,
      publicKey: hostKeys.publicKey,
      status: hostKeys.status,
      notAfter: hostKeys.notAfter,
      live: sql<boolean>`${hostKeys.status} <> 'revoked' and coalesce(${hostKeys.notAfter} > now(), true)`,
    })
    .from(hostKeys)
    .where(eq(hostKeys.hostId, hostId))
    .orderBy(desc(hostKeys.createdAt), desc(hostKeys.id))
    .limit(limit);
  return rows.map((row) => ({ ...row, publicKey: Buffer.from(row.publicKey) }));
}

/** Lets the active key retire and a new one take its place; answers when the old one ends. */
export async function replaceActiveKey(
  tx: Tx,
  change: { hostId: string; oldKeyId: string; newKeyId: string; publicKey: Uint8Array },
  retiringMs: number,
): Promise<Date | null> {
  const { hostId, oldKeyId, newKeyId, publicKey } = change;
  const [retired] = await tx
    .update(hostKeys)
    .set({
      status: "retiring",
      notAfter: sql`now() + ${retiringMs}::float8 * interval '1 millisecond'`,
    })
    .where(and(eq(hostKeys.id, oldKeyId), eq(hostKeys.status, "active")))
    .returning({ notAfter: hostKeys.notAfter });
  if (retired === undefined) return null;
  await tx.insert(hostKeys).values({ id: newKeyId, hostId, publicKey });
  return retired.notAfter;
}

/** Ends keys whose time is over. They are kept, so that nobody enrols with one of them again. */
export async function endRetiredKeys(tx: Tx): Promise<number> {
  const rows = await tx
    .update(hostKeys)
    .set({ status: "revoked" })
    .where(and(eq(hostKeys.status, "retiring"), sql`${hostKeys.notAfter} <= now()`))
    .returning({ id: hostKeys.id });
  return rows.length;
}
