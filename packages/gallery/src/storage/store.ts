import { type Reader, schema, type Tx } from "@homeport/db";
import { asc, eq, inArray, sql } from "drizzle-orm";

const { imageVariants, images, objectDeletions, storageIdentity, uploads } = schema;

export async function findIdentity(db: Reader): Promise<string | null> {
  const [row] = await db.select({ storageId: storageIdentity.storageId }).from(storageIdentity);
  return row?.storageId ?? null;
}

/** Writes the identity unless there is one already, and answers the one that counts. */
export async function claimIdentity(db: Reader, storageId: string): Promise<string | null> {
  await db.insert(storageIdentity).values({ storageId }).onConflictDoNothing();
  return await findIdentity(db);
}

/** How long a file that no row names is kept: a commit that is under way may name it yet. */
const graceHours = 24;

/** Files to be deleted, once nobody can be about to name them. */
export async function queueDeletions(tx: Tx | Reader, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx
    .insert(objectDeletions)
    .values(
      keys.map((key) => ({ key, notBefore: sql`now() + make_interval(hours => ${graceHours})` })),
    )
    .onConflictDoNothing();
}

export async function findDueDeletions(db: Reader, limit: number): Promise<string[]> {
  const rows = await db
    .select({ key: objectDeletions.key })
    .from(objectDeletions)
    .where(sql`${objectDeletions.notBefore} <= now()`)
    .orderBy(asc(objectDeletions.notBefore))
    .limit(limit);
  return rows.map((row) => row.key);
}

/** Which of these keys some row names. */
export async function findNamedKeys(
  db: Reader,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const wanted = [...keys];
  const rows = await Promise.all([
    db.select({ key: images.originalKey }).from(images).where(inArray(images.originalKey, wanted)),
    db
      .select({ key: images.renditionKey })
      .from(images)
      .where(inArray(images.renditionKey, wanted)),
    db
      .select({ key: imageVariants.key })
      .from(imageVariants)
      .where(inArray(imageVariants.key, wanted)),
    db
      .select({ key: uploads.objectKey })
      .from(uploads)
      .where(
        sql`${inArray(uploads.objectKey, wanted)} and ${uploads.state} in ('open', 'finishing')`,
      ),
  ]);
  return new Set(rows.flat().flatMap((row) => (row.key === null ? [] : [row.key])));
}

export async function forgetDeletions(db: Reader, keys: readonly string[]): Promise<void> {
  if (keys.length > 0)
    await db.delete(objectDeletions).where(inArray(objectDeletions.key, [...keys]));
}

export async function postponeDeletion(db: Reader, key: string): Promise<void> {
  await db
    .update(objectDeletions)
    .set({
      attempts: sql`least(${objectDeletions.attempts} + 1, 1000)`,
      notBefore: sql`now() + interval '1 hour'`,
    })
    .where(eq(objectDeletions.key, key));
}
