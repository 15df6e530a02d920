import { schema, type Tx } from "@homeport/db";
import { eq, inArray, sql } from "drizzle-orm";
import type { Reach, ReachFacts, Visibility } from "./reach.ts";

const { albumImages, albums, images, imageVariants } = schema;

/** What the reach of these photos depends on; their rows stay locked, in the order of their ids. */
export async function lockReachFacts(
  tx: Tx,
  imageIds: readonly string[],
): Promise<(ReachFacts & { imageId: string; reach: Reach })[]> {
  if (imageIds.length === 0) return [];
  const rows = await tx
    .select({
      imageId: images.id,
      reach: images.reach,
      publication: images.publication,
      isTrashed: sql<boolean>`${images.trashedAt} is not null`,
      onHome: images.onHome,
    })
    .from(images)
    .where(inArray(images.id, [...imageIds]))
    .orderBy(images.id)
    .for("no key update");
  const held = await tx
    .select({ imageId: albumImages.imageId, visibility: albums.effectiveVisibility })
    .from(albumImages)
    .innerJoin(albums, eq(albums.id, albumImages.albumId))
    .where(inArray(albumImages.imageId, [...imageIds]));
  const shown = await tx
    .selectDistinct({ imageId: imageVariants.imageId })
    .from(imageVariants)
    .where(inArray(imageVariants.imageId, [...imageIds]));
  const visibilities = Map.groupBy(held, (row) => row.imageId);
  const viewable = new Set(shown.map((row) => row.imageId));
  return rows.map(({ publication, ...row }) => ({
    ...row,
    isPublished: publication === "published",
    hasVariant: viewable.has(row.imageId),
    albums: (visibilities.get(row.imageId) ?? []).map((each): Visibility => each.visibility),
  }));
}

export async function updateReach(
  tx: Tx,
  imageId: string,
  reach: Reach,
  accessKey: string | null,
): Promise<void> {
  await tx
    .update(images)
    .set({ reach, ...(accessKey === null ? {} : { accessKey }) })
    .where(eq(images.id, imageId));
}
