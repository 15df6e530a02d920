import { type Reader, schema } from "@homeport/db";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { type ImageFilter, isPlain, whereImages } from "./filter.ts";

const { images, imageVariants, imageWork } = schema;

/** With the store's microseconds, as text: a JavaScript date would lose them, and a page repeat or skip a row. */
const cursorAt = sql<string>`to_char(${images.sortAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;

export const imageColumns = {
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
  lensModel: images.lensModel,
  isTrashed: sql<boolean>`${images.trashedAt} is not null`,
  trashedAt: images.trashedAt,
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

/** Where a page ended. */
export interface ImagePosition {
  at: string;
  imageId: string;
}

/** As the indexes have it. */
const newestFirst = sql`${images.sortAt} desc nulls last, ${images.id} desc nulls last`;

/** Photos of an organization, the newest first by when they were taken. */
export async function findImages(...page: Parameters<typeof selectImages>) {
  return await selectImages(...page);
}

export function selectImages(
  db: Reader,
  organizationId: string,
  filter: ImageFilter,
  after: ImagePosition | null,
  limit: number,
) {
  const where = and(
    whereImages(db, organizationId, filter),
    after === null ? undefined : isAfter(after),
  );
  return db
    .select(imageColumns)
    .from(images)
    .where(isPlain(filter) ? inArray(images.id, newestIds(where, limit)) : where)
    .orderBy(newestFirst)
    .limit(limit);
}

/**
 * The first of each reach by its index, and the first of those: the page costs the same however many photos there are,
 * which no index of time alone would be needed for.
 */
function newestIds(where: SQL | undefined, limit: number): SQL {
  return sql`(SELECT found.id FROM unnest(array['none', 'private', 'unlisted', 'public']) AS each(reach),
    LATERAL (
      SELECT ${images.id} AS id, ${images.sortAt} AS sort_at FROM ${images}
      WHERE ${images.reach} = each.reach AND ${where} ORDER BY ${newestFirst} LIMIT ${limit}
    ) AS found ORDER BY found.sort_at DESC, found.id DESC LIMIT ${limit})`;
}

/** The full row of one photo; null when the organization has none such. */
export async function findImage(
  db: Reader,
  organizationId: string,
  imageId: string,
): Promise<ImageRow | null> {
  const [row] = await db
    .select(imageColumns)
    .from(images)
    .where(and(eq(images.organizationId, organizationId), eq(images.id, imageId)));
  return row ?? null;
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
