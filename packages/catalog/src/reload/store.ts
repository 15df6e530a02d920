import { type Reader, schema, type Tx } from "@homeport/db";
import { and, asc, eq, gte, like, lte } from "drizzle-orm";

const { catalogCommit, catalogDelivery, catalogSync } = schema;

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

export async function insertDelivery(
  tx: Tx,
  delivery: typeof catalogDelivery.$inferInsert,
): Promise<void> {
  await tx.insert(catalogDelivery).values(delivery);
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
