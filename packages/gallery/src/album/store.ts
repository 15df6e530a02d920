import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, gt, ne, sql } from "drizzle-orm";
import type { Visibility } from "../image/reach.ts";
import type { AlbumNode } from "./tree.ts";

const { albums } = schema;

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

const albumColumns = {
  albumId: albums.id,
  parentId: albums.parentId,
  slug: albums.slug,
  title: albums.title,
  description: albums.description,
  visibility: albums.visibility,
  effectiveVisibility: albums.effectiveVisibility,
  orderBy: albums.orderBy,
  location: albums.location,
  download: albums.download,
  zoom: albums.zoom,
  keepFileNames: albums.keepFileNames,
  dailyWeight: albums.dailyWeight,
  layout: albums.layout,
  coverImageId: albums.coverImageId,
  version: albums.version,
  images: sql<number>`(select count(*)::int from album_images join images on images.id = album_images.image_id
    where album_id = albums.id and images.trashed_at is null)`,
  published: sql<number>`(select count(*)::int from album_images join images on images.id = album_images.image_id
    where album_id = albums.id and images.trashed_at is null and images.publication = 'published')`,
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

/** What a person says of an album; what is left out stays as it is. */
export type AlbumChange = {
  [Field in keyof Omit<
    AlbumRow,
    "albumId" | "version" | "images" | "published" | "effectiveVisibility"
  >]?: AlbumRow[Field] | undefined;
};

/** False, with nothing changed, when the stored version is another. */
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

export async function readAlbumVersion(tx: Tx, albumId: string): Promise<number> {
  const [row] = await tx
    .select({ version: albums.version })
    .from(albums)
    .where(eq(albums.id, albumId));
  return row?.version ?? 0;
}

export async function findAlbum(
  db: Reader,
  organizationId: string,
  albumId: string,
): Promise<AlbumRow | null> {
  const [row] = await db
    .select(albumColumns)
    .from(albums)
    .where(and(eq(albums.id, albumId), eq(albums.organizationId, organizationId)));
  return row ?? null;
}

/** Whether another album has the slug. Asked while the tree is locked. */
export async function isSlugTaken(
  tx: Tx,
  organizationId: string,
  slug: string,
  albumId: string,
): Promise<boolean> {
  const [row] = await tx
    .select({ id: albums.id })
    .from(albums)
    .where(
      and(eq(albums.organizationId, organizationId), eq(albums.slug, slug), ne(albums.id, albumId)),
    );
  return row !== undefined;
}

/** Where an album stands among those of the organization; null when there is none. */
export async function findAlbumPosition(
  tx: Tx,
  organizationId: string,
  albumId: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ position: albums.position })
    .from(albums)
    .where(and(eq(albums.id, albumId), eq(albums.organizationId, organizationId)));
  return row?.position ?? null;
}

/** The first position behind `after` that another album has; the first of all without `after`. */
export async function findNextAlbumPosition(
  tx: Tx,
  organizationId: string,
  after: string | null,
  movedId: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ position: sql<string | null>`min(${albums.position})` })
    .from(albums)
    .where(
      and(
        eq(albums.organizationId, organizationId),
        ne(albums.id, movedId),
        after === null ? undefined : gt(albums.position, after),
      ),
    );
  return row?.position ?? null;
}

export async function placeAlbum(
  tx: Tx,
  albumId: string,
  place: { parentId: string | null; position: string },
): Promise<void> {
  await tx.update(albums).set(place).where(eq(albums.id, albumId));
}

/** The albums below it rise to where it was. */
export async function deleteAlbumRow(tx: Tx, album: AlbumNode): Promise<void> {
  await tx
    .update(albums)
    .set({ parentId: album.parentId })
    .where(eq(albums.parentId, album.albumId));
  await tx.delete(albums).where(eq(albums.id, album.albumId));
}
