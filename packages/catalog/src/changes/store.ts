import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type VersionRow, versionKind } from "../reader/store.ts";

const row = z.object({
  version_id: z.coerce.number(),
  kind: versionKind,
  key: z.string(),
  lean: z.string(),
  is_after: z.boolean(),
});

export interface DifferingVersion extends VersionRow {
  /** In the later generation; else in the earlier one. */
  readonly isAfter: boolean;
}

/** Versions that are in exactly one of two generations, `most` at most. */
export async function readDiffering(
  db: Reader,
  { before, after, most }: { before: number; after: number; most: number },
): Promise<DifferingVersion[]> {
  const rows = await db.execute(sql`
    SELECT version_id, kind, key, lean::text AS lean, from_generation > ${before} AS is_after
    FROM catalog_version
    WHERE kind <> 'store' AND (
      (from_generation > ${before} AND from_generation <= ${after}
        AND (to_generation IS NULL OR to_generation > ${after}))
      OR (to_generation > ${before} AND to_generation <= ${after} AND from_generation <= ${before}))
    ORDER BY version_id LIMIT ${most}`);
  return rows.map((raw) => {
    const { version_id: versionId, is_after: isAfter, ...rest } = row.parse(raw);
    return { ...rest, versionId, screenshots: [], isAfter };
  });
}
