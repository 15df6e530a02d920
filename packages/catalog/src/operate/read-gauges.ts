import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";

export const catalogModes = ["following", "paused", "held"] as const;

const row = z.object({
  mode: z.enum(catalogModes),
  acceptedGeneration: z.coerce.number(),
  lagSeconds: z.coerce.number(),
  quarantined: z.coerce.number(),
  tipAgeSeconds: z.coerce.number(),
});

/**
 * How the catalog stands to its repository and to the replicas that serve it, by the store's clock; null where there is none. The age of
 * the tip is counted from the first look that is kept where the repository has never answered: that is the one to be alarmed by.
 */
export async function readCatalogGauges(db: Reader): Promise<z.infer<typeof row> | null> {
  const rows = await db.execute(sql`
    SELECT source.mode AS "mode",
      coalesce(source.accepted_generation, 0) AS "acceptedGeneration",
      coalesce((
        SELECT greatest(extract(epoch FROM now() - generation.accepted_at), 0)
        FROM catalog_generation AS generation
        WHERE generation.generation = source.accepted_generation AND EXISTS (
          SELECT 1 FROM catalog_replica AS replica
          WHERE replica.heartbeat_at > now() - interval '30 seconds'
            AND coalesce(replica.generation, 0) < source.accepted_generation
        )
      ), 0) AS "lagSeconds",
      (SELECT count(*) FROM catalog_quarantine WHERE cleared_generation IS NULL) AS "quarantined",
      coalesce(extract(epoch FROM now() - coalesce(
        source.checked_at, (SELECT min(started_at) FROM catalog_sync)
      )), 0) AS "tipAgeSeconds"
    FROM catalog_source AS source`);
  const [found] = rows;
  return found === undefined ? null : row.parse(found);
}
