import { type Reader, schema, type Tx } from "@homeport/db";
import { and, asc, desc, eq, gte, like, lte, ne, sql } from "drizzle-orm";
import { z } from "zod";

const { catalogCommit, catalogDelivery, catalogRejection, catalogReplica, catalogSync } = schema;

/** Whether a commit, or one whose name begins so, is in the history of what is served at that generation. */
export async function isCommitServed(
  db: Reader,
  hash: string,
  generation: number,
): Promise<boolean> {
  const rows = await db
    .select({ commitId: catalogCommit.commitId })
    .from(catalogCommit)
    .where(
      and(
        hash.length === 40 || hash.length === 64
          ? eq(catalogCommit.commitId, hash)
          : like(catalogCommit.commitId, `${hash}%`),
        lte(catalogCommit.generation, generation),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export type DeliveryRow = typeof catalogDelivery.$inferSelect;
export type NewDelivery = Pick<DeliveryRow, "id" | "mode" | "replayKey" | "headerId">;

/** Notes a delivery; false where the very same one is noted already. */
export async function insertDelivery(tx: Tx, delivery: NewDelivery): Promise<boolean> {
  const rows = await tx
    .insert(catalogDelivery)
    .values(delivery)
    .onConflictDoNothing({ target: catalogDelivery.replayKey })
    .returning({ id: catalogDelivery.id });
  return rows.length > 0;
}

export async function findDelivery(db: Reader, replayKey: string): Promise<DeliveryRow | null> {
  const [row] = await db
    .select()
    .from(catalogDelivery)
    .where(eq(catalogDelivery.replayKey, replayKey));
  return row ?? null;
}

/** Deliveries that the same sender called by the same id before. */
export async function findEarlier(
  db: Reader,
  { id, mode, headerId }: NewDelivery,
): Promise<DeliveryRow[]> {
  if (headerId === null) return [];
  const isSame = and(eq(catalogDelivery.mode, mode), eq(catalogDelivery.headerId, headerId));
  return db
    .select()
    .from(catalogDelivery)
    .where(and(isSame, ne(catalogDelivery.id, id)))
    .limit(20);
}

/** Says under which number a delivery has a look made, and how it ended. */
export async function changeDelivery(
  tx: Reader | Tx,
  id: string,
  change: Partial<Pick<DeliveryRow, "seq" | "outcome">>,
): Promise<void> {
  await tx.update(catalogDelivery).set(change).where(eq(catalogDelivery.id, id));
}

/** Whether an instant, in seconds since 1970, is near enough to now by the store's clock. */
export async function isTimely(db: Reader, seconds: number, withinMs: number): Promise<boolean> {
  const rows = await db.execute(sql`
    SELECT abs(extract(epoch FROM clock_timestamp()) - ${seconds}::float8) <= ${withinMs}::float8 / 1000 AS timely`);
  return rows[0]?.["timely"] === true;
}

/** How many web replicas have said something lately, and how many of them serve a generation or a later one. */
export async function countReplicas(
  db: Reader,
  generation: number | null,
): Promise<{ total: number; applied: number }> {
  const [row] = await db
    .select({
      total: sql<number>`count(*)::int`,
      applied: sql<number>`count(*) FILTER (WHERE ${catalogReplica.generation} >= ${generation ?? 0})::int`,
    })
    .from(catalogReplica)
    .where(gte(catalogReplica.heartbeatAt, sql`now() - interval '30 seconds'`));
  return row ?? { total: 0, applied: 0 };
}

/** How the first look ended that began after `seq` was asked for; null while it is still to come. */
export async function findSync(db: Reader, seq: number) {
  const [row] = await db
    .select()
    .from(catalogSync)
    .where(gte(catalogSync.seqThrough, seq))
    .orderBy(asc(catalogSync.id))
    .limit(1);
  return row ?? null;
}

const problems = z.array(
  z.object({
    path: z.string(),
    rule: z.string(),
    message: z.string(),
    line: z.number().nullable(),
  }),
);

/** What was found wrong with a commit when it was judged last; null where it was never refused. */
export async function findProblems(db: Reader, tipCommit: string) {
  const [row] = await db
    .select({ problems: catalogRejection.problems })
    .from(catalogRejection)
    .where(eq(catalogRejection.tipCommit, tipCommit))
    .orderBy(desc(catalogRejection.lastSeenAt))
    .limit(1);
  return row === undefined ? null : problems.parse(row.problems);
}
