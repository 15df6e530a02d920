import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { conversionsOf } from "./conversions.ts";

export type StoredKind =
  | "originals"
  | "conversions"
  | "trash"
  | "uploads"
  | "webp"
  | "avif"
  | "tiles"
  | "clean"
  | "motion";

export interface KindBytes {
  kind: StoredKind;
  files: number;
  bytes: number;
}

/** What an organization's rows say is stored, in the order in which people ask for it; kinds without a file are left out. */
export async function countByKind(
  db: Reader,
  organizationId: string,
): Promise<{ kinds: KindBytes[]; leaving: number }> {
  const rows = await db.execute<{ kind: StoredKind | "leaving"; files: string; bytes: string }>(sql`
    SELECT CASE WHEN trashed_at IS NULL THEN 'originals' ELSE 'trash' END AS kind,
      count(*) AS files, coalesce(sum(size_bytes), 0) AS bytes
      FROM images WHERE organization_id = ${organizationId} GROUP BY 1
    UNION ALL
    SELECT 'conversions', files, bytes FROM ${conversionsOf(organizationId)} AS conversions
    UNION ALL
    SELECT kind, count(*), coalesce(sum(size_bytes), 0)
      FROM image_variants WHERE organization_id = ${organizationId} GROUP BY kind
    UNION ALL
    SELECT 'uploads', count(*), coalesce(sum(offset_bytes), 0)
      FROM uploads WHERE organization_id = ${organizationId} AND state IN ('open', 'finishing')
    UNION ALL
    SELECT 'leaving', count(*), 0 FROM object_deletions
      WHERE starts_with(key, ${`${organizationId}/`})`);
  const kinds = rows.flatMap(({ kind, files, bytes }) =>
    kind === "leaving" || Number(files) === 0
      ? []
      : [{ kind, files: Number(files), bytes: Number(bytes) }],
  );
  const leaving = rows.find(({ kind }) => kind === "leaving");
  return { kinds, leaving: Number(leaving?.files ?? 0) };
}
