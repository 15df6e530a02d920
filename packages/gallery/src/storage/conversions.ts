import { sql } from "drizzle-orm";

/**
 * The files and bytes of an organization's conversions, which stand beside the originals that no browser shows: of each the
 * upload is known that brought it. One that came too late for its photo is on its way to be deleted, and not among them.
 */
export function conversionsOf(organizationId: string) {
  return sql`(
    SELECT count(*) AS files, coalesce(sum(uploads.length_bytes), 0) AS bytes
    FROM images JOIN uploads ON uploads.object_key = images.rendition_key
    WHERE images.organization_id = ${organizationId} AND uploads.organization_id = ${organizationId}
      AND uploads.role = 'rendition' AND uploads.state = 'done')`;
}
