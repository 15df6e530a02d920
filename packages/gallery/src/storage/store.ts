import { type Reader, schema, type Tx } from "@homeport/db";
import { asc, eq, inArray, sql } from "drizzle-orm";
import { readUploadKey } from "./key.ts";

const { imageVariants, images, objectDeletions, storageIdentity, uploads } = schema;

export async function findIdentity(db: Tx | Reader): Promise<string | null> {
  const [row] = await db.select({ storageId: storageIdentity.storageId }).from(storageIdentity);
  return row?.storageId ?? null;
}

export async function findIdentityRow(
  db: Reader,
): Promise<{ storageId: string; createdAt: Date } | null> {
  const { storageId, createdAt } = storageIdentity;
  const [row] = await db.select({ storageId, createdAt }).from(storageIdentity);
  return row ?? null;
}

/** The database's clock. */
export async function readNow(db: Reader): Promise<number> {
  const [row] = await db.execute<{ ms: string }>(
    sql`SELECT extract(epoch FROM now()) * 1000 AS ms`,
  );
  return Number(row?.ms);
}

/** Nobody else claims it until this transaction ends; reading it goes on. */
export async function lockIdentity(tx: Tx): Promise<string | null> {
  await tx.execute(sql`LOCK TABLE ${storageIdentity} IN EXCLUSIVE MODE`);
  return await findIdentity(tx);
}

/** Writes the identity unless there is one already, and answers the one that counts. */
export async function claimIdentity(db: Tx, storageId: string): Promise<string | null> {
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
  const named = rows.flat().flatMap((row) => (row.key === null ? [] : [row.key]));
  return new Set([...named, ...(await findCollecting(db, wanted))]);
}

/** Keys under which bytes of uploads are collected that still go on. */
async function findCollecting(db: Reader, keys: readonly string[]): Promise<string[]> {
  const byUpload = keys.flatMap((key) => {
    const uploadId = readUploadKey(key);
    return uploadId === null ? [] : [{ key, uploadId }];
  });
  if (byUpload.length === 0) return [];
  const ids = byUpload.map(({ uploadId }) => uploadId);
  const rows = await db
    .select({ id: uploads.id })
    .from(uploads)
    .where(sql`${inArray(uploads.id, ids)} and ${uploads.state} in ('open', 'finishing')`);
  const going = new Set(rows.map((row) => row.id));
  return byUpload.flatMap(({ key, uploadId }) => (going.has(uploadId) ? [key] : []));
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
