import { type Reader, schema } from "@homeport/db";
import { and, desc, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";

const { albumImages, images } = schema;

const itemsMost = 50;
/** Readers show photos this large, and no larger. */
const enclosureEdgeMost = 1_080;

/** The newest of a gallery by when they were published, or of one album; each with the rendition that a reader shows. */
export async function findFeedItems(
  db: Reader,
  organizationId: string,
  albumId: string | null,
): Promise<FeedRow[]> {
  const held = sql`exists (select 1 from ${albumImages} where ${albumImages.imageId} = ${images.id} and ${albumImages.albumId} = ${albumId})`;
  const rows = await db
    .select({
      imageId: images.id,
      accessKey: images.accessKey,
      title: images.title,
      caption: images.caption,
      altText: images.altText,
      takenLocal: images.takenLocal,
      cameraModel: images.cameraModel,
      publishedAt: images.publishedAt,
      variant: sql<unknown>`(
        select json_build_object('recipe', v.recipe, 'edge', v.edge, 'sizeBytes', v.size_bytes, 'width', v.width, 'height', v.height)
        from image_variants v left join image_work w on w.image_id = v.image_id and w.kind = 'ladder'
        where v.image_id = ${images.id} and v.kind = 'webp' and v.edge <= ${enclosureEdgeMost}
        order by (v.recipe = w.done_recipe) desc nulls last, v.edge desc limit 1)`,
    })
    .from(images)
    .where(
      and(
        eq(images.organizationId, organizationId),
        albumId === null ? eq(images.reach, "public") : and(ne(images.reach, "none"), held),
      ),
    )
    .orderBy(desc(images.publishedAt), desc(images.id))
    .limit(itemsMost);
  return rows.map((row) => feedRow.parse(row));
}

const feedRow = z.object({
  imageId: z.string(),
  accessKey: z.string(),
  title: z.string(),
  caption: z.string(),
  altText: z.string(),
  takenLocal: z.string().nullable(),
  cameraModel: z.string().nullable(),
  publishedAt: z.date().nullable(),
  variant: z
    .object({
      recipe: z.string(),
      edge: z.number(),
      sizeBytes: z.number(),
      width: z.number(),
      height: z.number(),
    })
    .nullable(),
});
export type FeedRow = z.infer<typeof feedRow>;

const addressesMost = 20_000;

/** What search engines may know of a gallery: its public albums and photos. */
export async function findSitemap(db: Reader, organizationId: string) {
  const { albums } = schema;
  const [albumRows, imageRows] = await Promise.all([
    db
      .select({ slug: albums.slug })
      .from(albums)
      .where(
        and(eq(albums.organizationId, organizationId), eq(albums.effectiveVisibility, "public")),
      )
      .orderBy(albums.position, albums.id),
    db
      .select({ imageId: images.id, updatedAt: images.updatedAt })
      .from(images)
      .where(and(eq(images.organizationId, organizationId), eq(images.reach, "public")))
      .orderBy(desc(images.sortAt), desc(images.id))
      .limit(addressesMost),
  ]);
  return { albums: albumRows, images: imageRows };
}
