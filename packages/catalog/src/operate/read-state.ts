import type { Reader } from "@homeport/db";
import { schema } from "@homeport/db";
import { count, desc, gt, isNull, sql } from "drizzle-orm";
import { listQuarantine } from "../quarantine/store.ts";
import { findGeneration, readSource } from "../store.ts";
import { readRetainedSince } from "./retained.ts";

const { catalogRejection, catalogReplica, catalogSync } = schema;

const syncsShown = 10;
const quarantineShown = 50;
/** A replica that has said nothing for so long has gone. */
const replicaGoneMs = 30_000;

/** What is served of the catalog, by whom, and how it stands to its repository; null where there is none. */
export async function readCatalogState(db: Reader) {
  const source = await readSource(db);
  if (source === null) return null;
  const { acceptedGeneration } = source;
  const [serving, replicas, rejected, syncs, quarantine, retainedSince] = await Promise.all([
    acceptedGeneration === null ? null : findGeneration(db, acceptedGeneration),
    db
      .select()
      .from(catalogReplica)
      .where(
        gt(
          catalogReplica.heartbeatAt,
          sql`now() - ${replicaGoneMs}::float8 * interval '1 millisecond'`,
        ),
      )
      .orderBy(catalogReplica.replicaId),
    db
      .select({ open: count() })
      .from(catalogRejection)
      .where(isNull(catalogRejection.resolvedGeneration)),
    db.select().from(catalogSync).orderBy(desc(catalogSync.id)).limit(syncsShown),
    listQuarantine(db, quarantineShown),
    readRetainedSince(db),
  ]);
  return {
    source,
    serving,
    replicas,
    /** Commits that were not taken, and that no later one has put right. */
    openRejections: rejected[0]?.open ?? 0,
    syncs,
    quarantine,
    retainedSince,
  };
}

export type CatalogOperation = NonNullable<Awaited<ReturnType<typeof readCatalogState>>>;
