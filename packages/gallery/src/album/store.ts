import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, gt, inArray, notInArray, sql } from "drizzle-orm";
import type { Visibility } from "../image/reach.ts";
import type { AlbumNode } from "./tree.ts";

const { albumImages, albums } = schema;

export async function isAlbum(
  db: Reader,
  organizationId: string,
  albumId: string,
): Promise<boolean> {
  const [row] = await db
    .select({ id: albums.id })
    .from(albums)
    .where(and(eq(albums.id, albumId), eq(albums.organizationId, organizationId)));
  return row !== undefined;
}

/** An album whose order nobody else changes meanwhile; false when there is none. */
export async function lockAlbum(tx: Tx, organizationId: string, albumId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: albums.id })
    .from(albums)
    .where(and(eq(albums.id, albumId), eq(albums.organizationId, organizationId)))
    .for("no key update");
  return row !== undefined;
}

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

const albumColumns = {
  albumId: albums.id,
  parentId: albums.parentId,
  slug: albums.slug,
  title: albums.title,
  description: albums.description,
  visibility: albums.visibility,
  effectiveVisibility: albums.effectiveVisibility,
  orderBy: albums.orderBy,
  coverImageId: albums.coverImageId,
  version: albums.version,
  images: sql<number>`(select count(*)::int from album_images where album_id = ${albums.id})`,
};

/** Every album of an organization, in its order. */
export async function findAlbums(db: Reader, organizationId: string) {
  return await db
    .select(albumColumns)
    .from(albums)
    .where(eq(albums.organizationId, organizationId))
    .orderBy(albums.position, albums.id)
    .limit(albumsMost);
}

export type AlbumRow = Awaited<ReturnType<typeof findAlbums>>[number];

/** As many as an organization may have: all of them are read to decide who sees what. */
export const albumsMost = 1_000;

/** How albums lie; their rows stay locked, so that two changes of the tree see each other. */
export async function lockTree(tx: Tx, organizationId: string): Promise<AlbumNode[]> {
  return await tx
    .select({
      albumId: albums.id,
      parentId: albums.parentId,
      visibility: albums.visibility,
      effectiveVisibility: albums.effectiveVisibility,
    })
    .from(albums)
    .where(eq(albums.organizationId, organizationId))
    .orderBy(albums.id)
    .for("no key update");
}

export async function setEffective(
  tx: Tx,
  albumId: string,
  effectiveVisibility: Visibility,
): Promise<void> {
  await tx.update(albums).set({ effectiveVisibility }).where(eq(albums.id, albumId));
}

export async function findImagesOf(tx: Tx, albumIds: readonly string[]): Promise<string[]> {
  if (albumIds.length === 0) return [];
  const rows = await tx
    .selectDistinct({ imageId: albumImages.imageId })
    .from(albumImages)
    .where(inArray(albumImages.albumId, [...albumIds]));
  return rows.map((row) => row.imageId);
}

export interface NewAlbum {
  id: string;
  organizationId: string;
  parentId: string | null;
  slug: string;
  title: string;
  visibility: Visibility;
  position: string;
}

/** False when another album has the slug. */
export async function insertAlbum(tx: Tx, album: NewAlbum): Promise<boolean> {
  const rows = await tx
    .insert(albums)
    .values({ ...album, effectiveVisibility: album.visibility })
    .onConflictDoNothing({ target: [albums.organizationId, albums.slug] })
    .returning({ id: albums.id });
  return rows.length === 1;
}

export async function findLastAlbumPosition(
  tx: Tx,
  organizationId: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ position: sql<string | null>`max(${albums.position})` })
    .from(albums)
    .where(eq(albums.organizationId, organizationId));
  return row?.position ?? null;
}

export type AlbumChange = Partial<
  Pick<AlbumRow, "title" | "description" | "visibility" | "parentId" | "coverImageId">
>;

export async function updateAlbumRow(
  tx: Tx,
  albumId: string,
  version: number,
  change: AlbumChange,
): Promise<boolean> {
  const rows = await tx
    .update(albums)
    .set({ ...change, version: sql`${albums.version} + 1` })
    .where(and(eq(albums.id, albumId), eq(albums.version, version)))
    .returning({ id: albums.id });
  return rows.length === 1;
}

/** The albums below it rise to where it was. */
export async function deleteAlbumRow(tx: Tx, album: AlbumNode): Promise<void> {
  await tx
    .update(albums)
    .set({ parentId: album.parentId })
    .where(eq(albums.parentId, album.albumId));
  await tx.delete(albums).where(eq(albums.id, album.albumId));
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
