import { type Reader, schema } from "@homeport/db";
import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { LocationSetting } from "./place.ts";

const { albumImages, albums, images } = schema;

/** Every album that may be behind an address, with what decides who may open it. */
export async function findAlbum(db: Reader, organizationId: string, slug: string) {
  const [row] = await db
    .select({
      albumId: albums.id,
      parentId: albums.parentId,
      slug: albums.slug,
      title: albums.title,
      description: albums.description,
      effectiveVisibility: albums.effectiveVisibility,
      orderBy: albums.orderBy,
      layout: albums.layout,
    })
    .from(albums)
    .where(and(eq(albums.organizationId, organizationId), eq(albums.slug, slug)));
  return row ?? null;
}

export type AlbumFacts = NonNullable<Awaited<ReturnType<typeof findAlbum>>>;

/** Albums above one, the nearest first. */
export async function findAbove(db: Reader, parentId: string | null): Promise<AboveRow[]> {
  if (parentId === null) return [];
  const rows = await db.execute(sql`
    WITH RECURSIVE above AS (
      SELECT id, parent_id, slug, title, effective_visibility, 1 AS depth FROM albums WHERE id = ${parentId}
      UNION ALL
      SELECT albums.id, albums.parent_id, albums.slug, albums.title, albums.effective_visibility, above.depth + 1
      FROM above JOIN albums ON albums.id = above.parent_id WHERE above.depth < 8
    ) SELECT id, slug, title, effective_visibility FROM above ORDER BY depth`);
  return rows.map((row) => aboveRow.parse(row));
}

const aboveRow = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  effective_visibility: z.enum(["public", "unlisted", "private"]),
});
export type AboveRow = z.infer<typeof aboveRow>;

const cardRow = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  images: z.number(),
  cover: z.string().nullable(),
});
export type CardRow = z.infer<typeof cardRow>;

/** Albums that strangers find by themselves and that hold something, those inside others as well. */
export async function findPublicCards(db: Reader, organizationId: string): Promise<CardRow[]> {
  return await findCards(
    db,
    sql`albums.organization_id = ${organizationId} AND albums.effective_visibility = 'public'`,
    sql`images.reach = 'public'`,
  );
}

/** Albums right below one: what is in them is shown through it, and nothing narrower unless `all`. */
export async function findCardsBelow(
  db: Reader,
  parentId: string,
  options: { all: boolean },
): Promise<CardRow[]> {
  return await findCards(
    db,
    options.all
      ? sql`albums.parent_id = ${parentId}`
      : sql`albums.parent_id = ${parentId} AND albums.visibility = 'public'`,
    sql`images.reach <> 'none'`,
  );
}

/** The chosen cover counts only while it is shown there itself. */
async function findCards(db: Reader, which: SQL, shown: SQL): Promise<CardRow[]> {
  const rows = await db.execute(sql`
    SELECT albums.id, albums.slug, albums.title, count(images.id)::int AS images,
      (array_agg(images.id ORDER BY (images.id = albums.cover_image_id) DESC NULLS LAST, album_images.position)
        FILTER (WHERE images.id IS NOT NULL))[1] AS cover
    FROM albums LEFT JOIN album_images ON album_images.album_id = albums.id
      LEFT JOIN images ON images.id = album_images.image_id AND ${shown}
    WHERE ${which}
    GROUP BY albums.id
    HAVING count(images.id) > 0
      OR EXISTS (SELECT 1 FROM albums AS below WHERE below.parent_id = albums.id)
    ORDER BY albums.position, albums.id LIMIT 200`);
  return rows.map((row) => cardRow.parse(row));
}

/** The albums that hold each of these photos, whoever may see them: what they allow decides what is told of it. */
export async function findHolding(db: Reader, imageIds: readonly string[]) {
  if (imageIds.length === 0) return new Map<string, HoldingAlbum[]>();
  const rows = await db
    .select({
      imageId: albumImages.imageId,
      albumId: albums.id,
      slug: albums.slug,
      title: albums.title,
      effectiveVisibility: albums.effectiveVisibility,
      location: albums.location,
      download: albums.download,
      keepFileNames: albums.keepFileNames,
    })
    .from(albumImages)
    .innerJoin(albums, eq(albums.id, albumImages.albumId))
    .where(inArray(albumImages.imageId, [...imageIds]))
    .orderBy(albums.position, albums.id);
  return Map.groupBy(rows, (row) => row.imageId);
}

export interface HoldingAlbum {
  imageId: string;
  albumId: string;
  slug: string;
  title: string;
  effectiveVisibility: "public" | "unlisted" | "private";
  location: LocationSetting;
  download: "never" | "clean" | "original";
  keepFileNames: boolean;
}

/** What a photo that may be shown tells in full. */
export async function findShownImage(db: Reader, organizationId: string, imageId: string) {
  const [row] = await db
    .select({
      imageId: images.id,
      reach: images.reach,
      accessKey: images.accessKey,
      title: images.title,
      caption: images.caption,
      altText: images.altText,
      credit: images.credit,
      license: images.license,
      width: images.width,
      height: images.height,
      thumbhash: images.thumbhash,
      dominantColor: images.dominantColor,
      histogram: images.histogram,
      takenLocal: images.takenLocal,
      publishedAt: images.publishedAt,
      cameraMake: images.cameraMake,
      cameraModel: images.cameraModel,
      lensModel: images.lensModel,
      focalLengthMm: images.focalLengthMm,
      focalLength35mm: images.focalLength35mm,
      fNumber: images.fNumber,
      exposureTimeS: images.exposureTimeS,
      exposureBiasEv: images.exposureBiasEv,
      iso: images.iso,
      flashFired: images.flashFired,
      latitude: images.latitude,
      longitude: images.longitude,
      format: images.format,
      originalName: images.originalName,
    })
    .from(images)
    .where(
      and(
        eq(images.id, imageId),
        eq(images.organizationId, organizationId),
        ne(images.reach, "none"),
      ),
    );
  return row ?? null;
}

export async function findTagsOf(db: Reader, imageId: string) {
  const { imageTags, tags } = schema;
  return await db
    .select({ slug: tags.slug, name: tags.name })
    .from(imageTags)
    .innerJoin(tags, eq(tags.id, imageTags.tagId))
    .where(eq(imageTags.imageId, imageId))
    .orderBy(tags.name)
    .limit(50);
}

export async function findTag(db: Reader, organizationId: string, slug: string) {
  const { tags } = schema;
  const [row] = await db
    .select({ slug: tags.slug, name: tags.name })
    .from(tags)
    .where(and(eq(tags.organizationId, organizationId), eq(tags.slug, slug)));
  return row ?? null;
}
