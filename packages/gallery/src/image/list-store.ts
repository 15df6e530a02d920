import { type Reader, schema } from "@homeport/db";
import { and, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";

const { albumImages, images, imageVariants, imageWork } = schema;

/** With the store's microseconds, as text: a JavaScript date would lose them, and a page repeat or skip a row. */
const cursorAt = sql<string>`to_char(${images.sortAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;

const imageColumns = {
  imageId: images.id,
  uploadedBy: images.uploadedBy,
  version: images.version,
  title: images.title,
  caption: images.caption,
  altText: images.altText,
  originalName: images.originalName,
  sizeBytes: images.sizeBytes,
  width: images.width,
  height: images.height,
  thumbhash: images.thumbhash,
  dominantColor: images.dominantColor,
  processing: images.processing,
  publication: images.publication,
  reach: images.reach,
  accessKey: images.accessKey,
  takenLocal: images.takenLocal,
  cameraModel: images.cameraModel,
  isDamaged: images.isDamaged,
  isTrashed: sql<boolean>`${images.trashedAt} is not null`,
  createdAt: images.createdAt,
  errorCode: sql<
    string | null
  >`(select last_error_code from image_work where image_id = ${images.id} and state = 'quarantined' limit 1)`,
  errorDetail: sql<
    string | null
  >`(select last_error_detail from image_work where image_id = ${images.id} and state = 'quarantined' limit 1)`,
  cursorAt,
};

export type ImageRow = Awaited<ReturnType<typeof findImages>>[number];

export interface ImageFilter {
  organizationId: string;
  isTrashed: boolean | undefined;
  albumId?: string | undefined;
  publication?: "draft" | "published" | undefined;
  isFailed?: boolean | undefined;
}

/** Where a page ended. */
export interface ImagePosition {
  at: string;
  imageId: string;
}

/** Photos of an organization, the newest first by when they were taken. */
export async function findImages(
  db: Reader,
  filter: ImageFilter,
  after: ImagePosition | null,
  limit: number,
) {
  const { albumId } = filter;
  const inAlbum =
    albumId === undefined
      ? undefined
      : inArray(
          images.id,
          db
            .select({ id: albumImages.imageId })
            .from(albumImages)
            .where(eq(albumImages.albumId, albumId)),
        );
  return await db
    .select(imageColumns)
    .from(images)
    .where(
      and(
        eq(images.organizationId, filter.organizationId),
        filter.isTrashed === true ? isNotNull(images.trashedAt) : isNull(images.trashedAt),
        filter.publication === undefined ? undefined : eq(images.publication, filter.publication),
        filter.isFailed === true ? eq(images.processing, "quarantined") : undefined,
        inAlbum,
        after === null ? undefined : isAfter(after),
      ),
    )
    .orderBy(desc(images.sortAt), desc(images.id))
    .limit(limit);
}

/** Behind a position in the order of `sort_at desc, id desc`. */
export function isAfter({ at, imageId }: ImagePosition) {
  return sql`(${images.sortAt}, ${images.id}) < (${at}::text::timestamp at time zone 'UTC', ${imageId})`;
}

export { cursorAt };

export interface VariantRow {
  imageId: string;
  recipe: string;
  edge: number;
  width: number;
  height: number;
}

/**
 * The renditions that are shown of each photo: those of the recipe that its work was last done by, which is complete;
 * while that is still under way, what there is.
 */
export async function findVariants(
  db: Reader,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, VariantRow[]>> {
  if (imageIds.length === 0) return new Map();
  const rows = await db
    .select({
      imageId: imageVariants.imageId,
      recipe: imageVariants.recipe,
      edge: imageVariants.edge,
      width: imageVariants.width,
      height: imageVariants.height,
      doneRecipe: imageWork.doneRecipe,
    })
    .from(imageVariants)
    .leftJoin(
      imageWork,
      and(eq(imageWork.imageId, imageVariants.imageId), eq(imageWork.kind, "ladder")),
    )
    .where(and(inArray(imageVariants.imageId, [...imageIds]), eq(imageVariants.kind, "webp")))
    .orderBy(imageVariants.edge);
  const byImage = Map.groupBy(rows, (row) => row.imageId);
  return new Map([...byImage].map(([imageId, all]) => [imageId, newestSet(all)]));
}

function newestSet(rows: readonly (VariantRow & { doneRecipe: string | null })[]): VariantRow[] {
  const done = rows.filter((row) => row.recipe === row.doneRecipe);
  const recipe = rows.at(-1)?.recipe;
  return done.length > 0 ? done : rows.filter((row) => row.recipe === recipe);
}
