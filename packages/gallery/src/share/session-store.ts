import { type Reader, schema } from "@homeport/db";
import { sha256 } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { DownloadMode } from "../public/download-mode.ts";

const { albums, galleryShareLinks, galleryShareSessions } = schema;

/** An album that a live share session opens. */
export interface SharedAlbum {
  /** What the link allows; null is the album's own setting. */
  readonly download: DownloadMode | null;
}

const sharedRow = z.object({
  album_id: z.string(),
  download: z.enum(["never", "clean", "original"]).nullable(),
});

/**
 * The albums of one organization that these sessions open now, those below them included. The link is asked each time:
 * one that was revoked, or has ended by the store's clock, opens nothing.
 */
export async function findSharedAlbums(
  db: Reader,
  organizationId: string,
  secrets: readonly string[],
): Promise<ReadonlyMap<string, SharedAlbum>> {
  const hashes = sql.join(
    secrets.map((secret) => sql`${sha256(secret)}::bytea`),
    sql`, `,
  );
  const rows = await db.execute(sql`
    WITH RECURSIVE opened AS (
      SELECT ${albums.id} AS album_id, ${galleryShareLinks.download} AS download, 1 AS depth
      FROM ${galleryShareSessions}
        JOIN ${galleryShareLinks} ON ${galleryShareLinks.id} = ${galleryShareSessions.linkId}
        JOIN ${albums} ON ${albums.id} = ${galleryShareLinks.albumId}
      WHERE ${galleryShareSessions.secretHash} IN (${hashes})
        AND ${galleryShareSessions.expiresAt} > now()
        AND ${galleryShareLinks.organizationId} = ${organizationId}
        AND ${galleryShareLinks.revokedAt} IS NULL
        AND (${galleryShareLinks.expiresAt} IS NULL OR ${galleryShareLinks.expiresAt} > now())
      UNION
      SELECT below.id, opened.download, opened.depth + 1
      FROM opened JOIN albums AS below ON below.parent_id = opened.album_id WHERE opened.depth < 8
    ) SELECT album_id, download FROM opened LIMIT 2000`);
  const shared = new Map<string, SharedAlbum>();
  for (const row of rows) {
    const { album_id: albumId, download } = sharedRow.parse(row);
    // Two links that open one album: the first that is found counts, unless it says nothing of its own.
    if (shared.get(albumId)?.download == null) shared.set(albumId, { download });
  }
  return shared;
}
