import { schema, type Tx } from "@homeport/db";
import { and, eq, gt, inArray, notInArray, sql } from "drizzle-orm";

const { albumImages } = schema;

export async function findLastPosition(tx: Tx, albumId: string): Promise<string | null> {
  const [row] = await tx
    .select({ position: sql<string | null>`max(${albumImages.position})` })
    .from(albumImages)
    .where(eq(albumImages.albumId, albumId));
  return row?.position ?? null;
}

/** Which of these are in the album already. */
export async function findHeld(
  tx: Tx,
  albumId: string,
  imageIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ imageId: albumImages.imageId })
    .from(albumImages)
    .where(and(eq(albumImages.albumId, albumId), inArray(albumImages.imageId, [...imageIds])));
  return new Set(rows.map((row) => row.imageId));
}

export async function insertAlbumImages(
  tx: Tx,
  rows: readonly { organizationId: string; albumId: string; imageId: string; position: string }[],
): Promise<void> {
  if (rows.length > 0) await tx.insert(albumImages).values([...rows]);
}

export async function findImagesOf(tx: Tx, albumIds: readonly string[]): Promise<string[]> {
  if (albumIds.length === 0) return [];
  const rows = await tx
    .selectDistinct({ imageId: albumImages.imageId })
    .from(albumImages)
    .where(inArray(albumImages.albumId, [...albumIds]));
  return rows.map((row) => row.imageId);
}

export async function deleteAlbumImages(
  tx: Tx,
  albumId: string,
  imageIds: readonly string[],
): Promise<void> {
  if (imageIds.length === 0) return;
  await tx
    .delete(albumImages)
    .where(and(eq(albumImages.albumId, albumId), inArray(albumImages.imageId, [...imageIds])));
}

export async function findPosition(
  tx: Tx,
  albumId: string,
  imageId: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ position: albumImages.position })
    .from(albumImages)
    .where(and(eq(albumImages.albumId, albumId), eq(albumImages.imageId, imageId)));
  return row?.position ?? null;
}

/** The first position behind `after` that none of these photos has. */
export async function findNextPosition(
  tx: Tx,
  albumId: string,
  after: string | null,
  moved: readonly string[],
): Promise<string | null> {
  const [row] = await tx
    .select({ position: sql<string | null>`min(${albumImages.position})` })
    .from(albumImages)
    .where(
      and(
        eq(albumImages.albumId, albumId),
        notInArray(albumImages.imageId, [...moved]),
        after === null ? undefined : gt(albumImages.position, after),
      ),
    );
  return row?.position ?? null;
}

export async function setPosition(
  tx: Tx,
  albumId: string,
  imageId: string,
  position: string,
): Promise<void> {
  await tx
    .update(albumImages)
    .set({ position })
    .where(and(eq(albumImages.albumId, albumId), eq(albumImages.imageId, imageId)));
}
