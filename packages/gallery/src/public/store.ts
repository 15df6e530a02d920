import { type Reader, schema } from "@homeport/db";
import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { cursorAt, type ImagePosition, isAfter } from "../image/list-store.ts";
import type { Generations } from "./barrier.ts";

const {
  albumImages,
  albums,
  galleryGenerations,
  gallerySettings,
  images,
  imageVariants,
  organizations,
} = schema;

export async function readGenerations(
  db: Reader,
  organizationIds: readonly string[],
): Promise<ReadonlyMap<string, Generations>> {
  const rows = await db
    .select()
    .from(galleryGenerations)
    .where(inArray(galleryGenerations.organizationId, [...organizationIds]));
  return new Map(rows.map(({ organizationId, ...generations }) => [organizationId, generations]));
}

/** The gallery under a slug, open or not. */
export async function findGallery(db: Reader, slug: string) {
  const [row] = await db
    .select({
      organizationId: organizations.id,
      name: organizations.name,
      slug: organizations.slug,
      isOpen: gallerySettings.isOpen,
      title: gallerySettings.title,
      description: gallerySettings.description,
      author: gallerySettings.author,
      layout: gallerySettings.layout,
    })
    .from(organizations)
    .leftJoin(gallerySettings, eq(gallerySettings.organizationId, organizations.id))
    .where(eq(organizations.slug, slug));
  return row ?? null;
}

const shownColumns = {
  imageId: images.id,
  title: images.title,
  caption: images.caption,
  altText: images.altText,
  width: images.width,
  height: images.height,
  thumbhash: images.thumbhash,
  dominantColor: images.dominantColor,
  takenLocal: images.takenLocal,
  cameraModel: images.cameraModel,
  accessKey: images.accessKey,
};

/** Photos on the front page: published, and public. */
export async function findHomeImages(
  db: Reader,
  organizationId: string,
  after: ImagePosition | null,
  limit: number,
) {
  return await db
    .select({ ...shownColumns, cursorAt })
    .from(images)
    .where(
      and(
        eq(images.organizationId, organizationId),
        eq(images.reach, "public"),
        eq(images.onHome, true),
        after === null ? undefined : isAfter(after),
      ),
    )
    .orderBy(desc(images.sortAt), desc(images.id))
    .limit(limit);
}

/** An album that strangers may open by its address. */
export async function findOpenAlbum(db: Reader, organizationId: string, slug: string) {
  const [row] = await db
    .select({
      albumId: albums.id,
      slug: albums.slug,
      title: albums.title,
      description: albums.description,
      visibility: albums.effectiveVisibility,
    })
    .from(albums)
    .where(
      and(
        eq(albums.organizationId, organizationId),
        eq(albums.slug, slug),
        inArray(albums.effectiveVisibility, ["public", "unlisted"]),
      ),
    );
  return row ?? null;
}

/** What is published of an album, in its order. */
export async function findAlbumImages(
  db: Reader,
  albumId: string,
  after: { position: string; imageId: string } | null,
  limit: number,
) {
  return await db
    .select({ ...shownColumns, position: albumImages.position })
    .from(albumImages)
    .innerJoin(images, eq(images.id, albumImages.imageId))
    .where(
      and(
        eq(albumImages.albumId, albumId),
        inArray(images.reach, ["public", "unlisted"]),
        after === null
          ? undefined
          : sql`(${albumImages.position}, ${albumImages.imageId}) > (${after.position}::text collate "C", ${after.imageId})`,
      ),
    )
    .orderBy(asc(albumImages.position), asc(albumImages.imageId))
    .limit(limit);
}

/** Public albums that hold something, each with the first photo of it. */
export async function findPublicAlbums(db: Reader, organizationId: string) {
  const rows = await db.execute(sql`
    SELECT albums.slug, albums.title, count(*)::int AS images,
      (array_agg(images.id ORDER BY images.id = albums.cover_image_id DESC NULLS LAST, album_images.position))[1] AS cover
    FROM albums JOIN album_images ON album_images.album_id = albums.id
      JOIN images ON images.id = album_images.image_id
    WHERE albums.organization_id = ${organizationId} AND albums.effective_visibility = 'public'
      AND images.reach = 'public'
    GROUP BY albums.id ORDER BY albums.position, albums.id LIMIT 200`);
  const albumRow = z.object({
    slug: z.string(),
    title: z.string(),
    images: z.number(),
    cover: z.string(),
  });
  return rows.map((row) => albumRow.parse(row));
}

export async function findAccessKeys(
  db: Reader,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (imageIds.length === 0) return new Map();
  const rows = await db
    .select({ imageId: images.id, accessKey: images.accessKey })
    .from(images)
    .where(inArray(images.id, [...imageIds]));
  return new Map(rows.map((row) => [row.imageId, row.accessKey]));
}

/** Whose photo it is; null for one that there is not. */
export async function findOwner(db: Reader, imageId: string): Promise<string | null> {
  const [row] = await db
    .select({ organizationId: images.organizationId })
    .from(images)
    .where(eq(images.id, imageId));
  return row?.organizationId ?? null;
}

/** What decides who may have a photo's bytes. */
export async function findMediaFacts(db: Reader, imageId: string) {
  const [row] = await db
    .select({
      accessKey: images.accessKey,
      reach: images.reach,
      isOpen: sql<boolean>`coalesce(${gallerySettings.isOpen}, false)`,
    })
    .from(images)
    .leftJoin(gallerySettings, eq(gallerySettings.organizationId, images.organizationId))
    .where(eq(images.id, imageId));
  return row ?? null;
}

export async function findMediaVariant(
  db: Reader,
  name: { imageId: string; rendition: string; edge: number },
) {
  const [row] = await db
    .select({
      key: imageVariants.key,
      sizeBytes: imageVariants.sizeBytes,
      sha256: imageVariants.sha256,
    })
    .from(imageVariants)
    .where(
      and(
        eq(imageVariants.imageId, name.imageId),
        eq(imageVariants.kind, "webp"),
        eq(imageVariants.recipe, name.rendition),
        eq(imageVariants.edge, name.edge),
      ),
    );
  return row ?? null;
}
