import type { Tx } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";

/**
 * Deletes rows of renditions of another recipe than that by which their photo's lane was last done, when that one's rows
 * are all newer and as old as said. A photo of one rendition has no ladder: its first is its all. Answers their keys.
 */
export async function deleteOldVariants(tx: Tx, days: number, limit: number): Promise<string[]> {
  const rows = await tx.execute(sql`
    DELETE FROM image_variants WHERE (image_id, kind, recipe, edge) IN (
      SELECT old.image_id, old.kind, old.recipe, old.edge
      FROM image_variants AS old
        JOIN LATERAL (
          SELECT work.done_recipe FROM image_work AS work
          WHERE work.image_id = old.image_id AND work.done_recipe IS NOT NULL
            AND work.kind = ANY(CASE old.kind WHEN 'webp' THEN ARRAY['ladder', 'ingest'] ELSE ARRAY[old.kind] END)
          ORDER BY work.kind DESC LIMIT 1
        ) AS lane ON lane.done_recipe <> old.recipe
        JOIN LATERAL (
          SELECT max(newer.created_at) AS made_at FROM image_variants AS newer
          WHERE newer.image_id = old.image_id AND newer.kind = old.kind AND newer.recipe = lane.done_recipe
        ) AS complete ON complete.made_at < now() - make_interval(days => ${days}::int)
          AND complete.made_at > old.created_at
      WHERE old.kind IN ('webp', 'avif', 'clean') LIMIT ${limit})
    RETURNING key`);
  return rows.map((row) => z.object({ key: z.string() }).parse(row).key);
}
