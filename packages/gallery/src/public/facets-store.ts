import { type Reader, schema } from "@homeport/db";
import { and, eq, isNotNull, sql } from "drizzle-orm";
import { inListedAlbum, isListed, type Listing, shownYear } from "./listing-store.ts";

const { albumImages, albums, images, imageTags, tags } = schema;

const photos = sql<number>`count(*)::int`;
const rowsMost = 100;

/** How many photos of a list each camera, or each lens, has taken; the most first. */
export async function countByModel(db: Reader, listing: Listing, of: "camera" | "lens") {
  const column = of === "camera" ? images.cameraModel : images.lensModel;
  return await db
    .select({ value: sql<string>`${column}`, photos })
    .from(images)
    .where(and(...isListed(listing), inListedAlbum(listing), isNotNull(column)))
    .groupBy(column)
    .orderBy(sql`2 desc`, column)
    .limit(rowsMost);
}

export async function countByYear(db: Reader, listing: Listing) {
  return await db
    .select({ value: shownYear, photos })
    .from(images)
    .where(and(...isListed(listing), inListedAlbum(listing)))
    .groupBy(sql`1`)
    .orderBy(sql`1 desc`)
    .limit(rowsMost);
}

export async function countByTag(db: Reader, listing: Listing) {
  return await db
    .select({ value: tags.slug, label: tags.name, photos })
    .from(images)
    .innerJoin(imageTags, eq(imageTags.imageId, images.id))
    .innerJoin(tags, eq(tags.id, imageTags.tagId))
    .where(and(...isListed(listing), inListedAlbum(listing)))
    .groupBy(tags.slug, tags.name)
    .orderBy(sql`3 desc`, tags.slug)
    .limit(rowsMost);
}

/** Albums that strangers find by themselves. */
export async function countByAlbum(db: Reader, listing: Listing) {
  return await db
    .select({ value: albums.slug, label: albums.title, photos })
    .from(images)
    .innerJoin(albumImages, eq(albumImages.imageId, images.id))
    .innerJoin(albums, eq(albums.id, albumImages.albumId))
    .where(
      and(
        ...isListed(listing),
        inListedAlbum(listing),
        eq(albums.effectiveVisibility, "public"),
        eq(images.reach, "public"),
      ),
    )
    .groupBy(albums.slug, albums.title)
    .orderBy(sql`3 desc`, albums.slug)
    .limit(rowsMost);
}

export async function countListed(db: Reader, listing: Listing): Promise<number> {
  const [row] = await db
    .select({ photos })
    .from(images)
    .where(and(...isListed(listing), inListedAlbum(listing)));
  return row?.photos ?? 0;
}
