import { type Reader, schema } from "@homeport/db";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { VariantRow } from "../image/list-store.ts";

const { imageVariants, imageWork } = schema;

/** The renditions that strangers are shown of each photo, in each format the newest complete set. */
export interface ShownVariants {
  readonly webp: readonly VariantRow[];
  readonly avif: readonly VariantRow[];
}

export const noVariants: ShownVariants = { webp: [], avif: [] };

/**
 * WebP from what there is while the ladder is under way; AVIF only from a set that is complete, since WebP does as well.
 */
export async function findShownVariants(
  db: Reader,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, ShownVariants>> {
  if (imageIds.length === 0) return new Map();
  const rows = await db
    .select({
      imageId: imageVariants.imageId,
      kind: imageVariants.kind,
      recipe: imageVariants.recipe,
      edge: imageVariants.edge,
      width: imageVariants.width,
      height: imageVariants.height,
      doneRecipe: imageWork.doneRecipe,
    })
    .from(imageVariants)
    .leftJoin(
      imageWork,
      and(
        eq(imageWork.imageId, imageVariants.imageId),
        eq(
          imageWork.kind,
          sql`case when ${imageVariants.kind} = 'avif' then 'avif' else 'ladder' end`,
        ),
      ),
    )
    .where(
      and(
        inArray(imageVariants.imageId, [...imageIds]),
        inArray(imageVariants.kind, ["webp", "avif"]),
      ),
    )
    .orderBy(imageVariants.edge);
  const byImage = Map.groupBy(rows, (row) => row.imageId);
  return new Map(
    [...byImage].map(([imageId, all]) => {
      const webp = all.filter((row) => row.kind === "webp");
      const avif = all.filter((row) => row.kind === "avif");
      return [imageId, { webp: newestSet(webp) ?? latest(webp), avif: newestSet(avif) ?? [] }];
    }),
  );
}

type Row = VariantRow & { doneRecipe: string | null };

function newestSet(rows: readonly Row[]): Row[] | null {
  const done = rows.filter((row) => row.recipe === row.doneRecipe);
  return done.length > 0 ? done : null;
}

function latest(rows: readonly Row[]): Row[] {
  const recipe = rows.at(-1)?.recipe;
  return rows.filter((row) => row.recipe === recipe);
}
