import { schema, type Tx } from "@homeport/db";
import { lt, lte, sql } from "drizzle-orm";

const { catalogCommit, catalogDelivery, catalogReplica, catalogSync, catalogVersion } = schema;

/** Versions that no generation from `since` on has. */
export async function deleteVersions(tx: Tx, since: number): Promise<number> {
  const rows = await tx
    .delete(catalogVersion)
    .where(lte(catalogVersion.toGeneration, since))
    .returning({ id: catalogVersion.versionId });
  return rows.length;
}

/** Pictures that no version has. */
export async function deleteAssets(tx: Tx): Promise<number> {
  const rows = await tx.execute(sql`
    DELETE FROM catalog_asset WHERE NOT EXISTS (
      SELECT 1 FROM catalog_version, jsonb_each(files)
      WHERE kind = 'entry' AND value->'picture'->>'sha256' = catalog_asset.sha256
    ) RETURNING sha256`);
  return rows.length;
}

/**
 * Commits beyond the newest `most`. Those of one generation stay together, for which of them is newer is not known here: a commit that is
 * forgotten only costs whoever names it a look at the repository.
 */
export async function deleteCommits(tx: Tx, most: number): Promise<number> {
  const oldest = sql`(
    SELECT generation FROM ${catalogCommit} ORDER BY generation DESC OFFSET ${most - 1} LIMIT 1
  )`;
  const rows = await tx
    .delete(catalogCommit)
    .where(lt(catalogCommit.generation, oldest))
    .returning({ id: catalogCommit.commitId });
  return rows.length;
}

/** What syncs, deliveries and replicas have left behind. */
export async function deleteOld(tx: Tx): Promise<number> {
  const syncs = await tx
    .delete(catalogSync)
    .where(lt(catalogSync.finishedAt, sql`now() - interval '7 days'`))
    .returning({ id: catalogSync.id });
  const deliveries = await tx
    .delete(catalogDelivery)
    .where(lt(catalogDelivery.receivedAt, sql`now() - interval '24 hours'`))
    .returning({ id: catalogDelivery.id });
  const replicas = await tx
    .delete(catalogReplica)
    .where(lt(catalogReplica.heartbeatAt, sql`now() - interval '1 hour'`))
    .returning({ id: catalogReplica.replicaId });
  return syncs.length + deliveries.length + replicas.length;
}
