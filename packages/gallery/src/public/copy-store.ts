import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { workPriority } from "../work/work-key.ts";

const { imageVariants, imageWork } = schema;

/** Where the copy of this recipe is; null while there is none. */
export async function findCopy(db: Reader, imageId: string, recipe: string) {
  const [row] = await db
    .select({ key: imageVariants.key, sizeBytes: imageVariants.sizeBytes })
    .from(imageVariants)
    .where(
      and(
        eq(imageVariants.imageId, imageId),
        eq(imageVariants.kind, "clean"),
        eq(imageVariants.recipe, recipe),
      ),
    );
  return row ?? null;
}

/** What the row of its work says; null when nobody has asked for a copy yet. */
export async function findCopyState(db: Reader, imageId: string) {
  const [row] = await db
    .select({ state: imageWork.state })
    .from(imageWork)
    .where(and(eq(imageWork.imageId, imageId), eq(imageWork.kind, "clean")));
  return row?.state ?? null;
}

/**
 * Makes a photo's copy due, unless it is due, in somebody's hands, set aside or done by `done` already: of two who ask at
 * once one makes it due, and who looked before it was done changes nothing. Answers whether it is due by this.
 */
export async function makeCopyDue(
  tx: Tx,
  image: { organizationId: string; imageId: string },
  done: string | null,
): Promise<boolean> {
  const rows = await tx.execute(sql`
    INSERT INTO image_work (organization_id, image_id, kind, state, priority)
    SELECT organization_id, id, 'clean', 'due', ${workPriority("clean")}::smallint FROM images
    WHERE id = ${image.imageId} AND organization_id = ${image.organizationId} FOR KEY SHARE
    ON CONFLICT (image_id, kind) DO UPDATE SET state = 'due', due_at = now(),
      priority = excluded.priority, run_id = NULL, failures = 0, interruptions = 0
    WHERE image_work.state = 'idle' AND image_work.done_recipe IS DISTINCT FROM ${done}::text
    RETURNING image_id`);
  return rows.length === 1;
}

const letGo = z.object({ image_id: z.string(), key: z.string() });

/**
 * Deletes the rows of the copies of so many photos, of each of which all were made so many days ago, unless a worker is at one: a
 * commit holds that row first, too. What was done by them counts as not done, or nobody who asks would have it made again.
 * Answers how many photos had any, and the keys.
 */
export async function deleteOldCopies(
  tx: Tx,
  days: number,
  photosMost: number,
): Promise<{ photos: number; keys: string[] }> {
  const rows = await tx.execute(sql`
    WITH old AS (
      SELECT work.image_id FROM image_work AS work
      WHERE work.kind = 'clean' AND work.state = 'idle' AND work.image_id IN (
        SELECT image_id FROM image_variants WHERE kind = 'clean'
        GROUP BY image_id HAVING max(created_at) < now() - make_interval(days => ${days}::int))
      LIMIT ${photosMost} FOR UPDATE SKIP LOCKED),
    undone AS (
      UPDATE image_work SET done_recipe = NULL FROM old
      WHERE image_work.image_id = old.image_id AND image_work.kind = 'clean')
    DELETE FROM image_variants USING old
    WHERE image_variants.image_id = old.image_id AND image_variants.kind = 'clean'
    RETURNING image_variants.image_id, image_variants.key`);
  const gone = rows.map((row) => letGo.parse(row));
  return {
    photos: new Set(gone.map(({ image_id }) => image_id)).size,
    keys: gone.map(({ key }) => key),
  };
}
