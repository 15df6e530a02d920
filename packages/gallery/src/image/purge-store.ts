import { schema, type Tx } from "@homeport/db";
import { and, inArray, isNotNull, sql } from "drizzle-orm";

const { images, imageVariants } = schema;

/** Which of these are in the trash. */
export async function lockTrashed(tx: Tx, imageIds: readonly string[]): Promise<string[]> {
  if (imageIds.length === 0) return [];
  const rows = await tx
    .select({ imageId: images.id })
    .from(images)
    .where(and(inArray(images.id, [...imageIds]), isNotNull(images.trashedAt)))
    .orderBy(images.id)
    .for("update");
  return rows.map((row) => row.imageId);
}

/** Photos that have been in the trash for this long, by the store's clock; one that somebody restores now is passed over. */
export async function findPurgeable(tx: Tx, days: number, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ imageId: images.id })
    .from(images)
    .where(sql`${images.trashedAt} < now() - make_interval(days => ${days}::int)`)
    .orderBy(images.id)
    .limit(limit)
    .for("update", { skipLocked: true });
  return rows.map((row) => row.imageId);
}

/** Every file that these photos' rows name. */
export async function findKeys(tx: Tx, imageIds: readonly string[]): Promise<string[]> {
  if (imageIds.length === 0) return [];
  const ids = [...imageIds];
  const own = await tx
    .select({ original: images.originalKey, rendition: images.renditionKey })
    .from(images)
    .where(inArray(images.id, ids));
  const made = await tx
    .select({ key: imageVariants.key })
    .from(imageVariants)
    .where(inArray(imageVariants.imageId, ids));
  const keys = [
    ...own.flatMap((row) => [row.original, row.rendition]),
    ...made.map((row) => row.key),
  ];
  return keys.filter((key) => key !== null);
}

export async function deleteImages(tx: Tx, imageIds: readonly string[]): Promise<void> {
  if (imageIds.length > 0) await tx.delete(images).where(inArray(images.id, [...imageIds]));
}
