import type { Reader, Tx } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type RecipeOptions, recipeOf } from "../recipe/lanes.ts";
import { avifFrom } from "../recipe/recipe.ts";
import { behindUploads, workKinds, workPriority } from "../work/work-key.ts";
import { type KeptScope, preprocessKinds } from "./task-kinds.ts";

/** Each kind with the recipe by which it is done now; what was done by another one is to be done again. */
function lanesOf(kinds: readonly string[], recipes: RecipeOptions): string {
  const lanes = workKinds
    .filter((kind) => kinds.includes(kind))
    .map((kind) => ({
      ...{ kind, recipe: recipeOf(kind, recipes) },
      priority: workPriority(kind) + behindUploads,
    }));
  return JSON.stringify(lanes);
}

/**
 * Which work there would be: that of photos which have it at all, and which is not done, or is to be done again. What
 * was set aside stays so until a person retries it.
 */
function wantedWork(scope: KeptScope, recipes: RecipeOptions) {
  return sql`jsonb_to_recordset(${lanesOf(scope.kinds, recipes)}::text::jsonb)
      AS lane (kind text, recipe text, priority smallint)
    LEFT JOIN image_work AS work ON work.image_id = images.id AND work.kind = lane.kind
    WHERE CASE lane.kind WHEN 'ingest' THEN true WHEN 'ladder' THEN greatest(images.width, images.height) > 320
        WHEN 'avif' THEN greatest(images.width, images.height) >= ${avifFrom}
          AND coalesce((SELECT avif_enabled FROM gallery_settings
            WHERE gallery_settings.organization_id = images.organization_id), true)
        ELSE images.width IS NOT NULL END
      AND coalesce(work.state, 'idle') <> 'quarantined'
      AND (coalesce(work.state, 'idle') <> 'idle' OR ${scope.force}::boolean
        OR work.done_recipe IS NULL OR split_part(work.done_recipe, '-', 2) <> lane.recipe)`;
}

function isInScope(organizationId: string, { albumId, publication }: KeptScope) {
  return sql`images.organization_id = ${organizationId} AND images.trashed_at IS NULL
    AND images.processing <> 'needs_rendition'
    AND (${albumId}::text IS NULL OR EXISTS (SELECT 1 FROM album_images
      WHERE album_images.album_id = ${albumId}::text AND album_images.image_id = images.id))
    AND (${publication}::text IS NULL OR images.publication = ${publication}::text)`;
}

/** How many photos a run over this scope would take. */
export async function countMatches(
  db: Reader,
  organizationId: string,
  scope: KeptScope,
  recipes: RecipeOptions,
): Promise<number> {
  const rows = await db.execute(sql`
    SELECT count(*)::int AS matched FROM images
    WHERE ${isInScope(organizationId, scope)} AND EXISTS (SELECT 1 FROM ${wantedWork(scope, recipes)})`);
  return z.object({ matched: z.number() }).parse(rows[0]).matched;
}

/** Writes down which photos a run takes; answers how many. */
export async function insertMatches(
  tx: Tx,
  run: { runId: string; organizationId: string },
  scope: KeptScope,
  recipes: RecipeOptions,
): Promise<number> {
  const rows = await tx.execute(sql`
    WITH taken AS (
      INSERT INTO task_run_images (organization_id, run_id, image_id)
      SELECT images.organization_id, ${run.runId}, images.id FROM images
      WHERE ${isInScope(run.organizationId, scope)} AND EXISTS (SELECT 1 FROM ${wantedWork(scope, recipes)})
      ORDER BY images.id
      RETURNING 1
    )
    SELECT count(*)::int AS matched FROM taken`);
  return z.object({ matched: z.number() }).parse(rows[0]).matched;
}

/** Makes a run's work due. What is due or leased already keeps whose it is: a cancelled run takes nothing from an upload. */
export async function makeRunDue(
  tx: Tx,
  runId: string,
  scope: KeptScope,
  recipes: RecipeOptions,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO image_work (organization_id, image_id, kind, state, priority, run_id)
    SELECT images.organization_id, images.id, wanted.kind, 'due', wanted.priority, ${runId}
    FROM task_run_images AS part JOIN images ON images.id = part.image_id
      CROSS JOIN LATERAL (SELECT lane.kind, lane.priority FROM ${wantedWork(scope, recipes)}) AS wanted
    WHERE part.run_id = ${runId}
    ORDER BY images.id, wanted.kind
    ON CONFLICT (image_id, kind) DO UPDATE SET state = 'due', due_at = now(),
      priority = excluded.priority, run_id = excluded.run_id, failures = 0, interruptions = 0
    WHERE image_work.state = 'idle'`);
}

/** Photos whose renditions are of an older recipe than new ones would be: they stay as they are until a run takes them. A
 * copy for others is none of them: one of an older recipe is handed to nobody, and made anew for whoever asks. */
export async function countOutdated(
  db: Reader,
  organizationId: string,
  recipes: RecipeOptions,
): Promise<number> {
  const rows = await db.execute(sql`
    SELECT count(DISTINCT work.image_id)::int AS outdated
    FROM image_work AS work JOIN images ON images.id = work.image_id
      JOIN jsonb_to_recordset(${lanesOf(preprocessKinds, recipes)}::text::jsonb)
        AS lane (kind text, recipe text) ON lane.kind = work.kind AND lane.recipe <> ''
    WHERE work.organization_id = ${organizationId} AND images.trashed_at IS NULL
      AND work.state = 'idle' AND split_part(work.done_recipe, '-', 2) <> lane.recipe`);
  return z.object({ outdated: z.number() }).parse(rows[0]).outdated;
}
