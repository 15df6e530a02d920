import type { Reader } from "@homeport/db";
import { schema } from "@homeport/db";
import { desc, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { listOperations } from "../operations/store.ts";
import { listQuarantine } from "../quarantine/store.ts";
import { findGeneration, readSource } from "../store.ts";
import { readRetainedSince } from "./retained.ts";

const { catalogDelivery, catalogRejection, catalogReplica, catalogSync } = schema;

const rejectionsShown = 10;
const syncsShown = 10;
const operationsShown = 20;
const deliveriesShown = 10;
const quarantineShown = 50;
/** A replica that has said nothing for so long has gone. */
const replicaGoneMs = 30_000;

const problem = z.object({
  path: z.string(),
  rule: z.string(),
  message: z.string(),
  line: z.number().nullable(),
});

/** Everything that operators see of the catalog; null where there is none. */
export async function readCatalogState(db: Reader) {
  const source = await readSource(db);
  if (source === null) return null;
  const { acceptedGeneration } = source;
  const [serving, replicas, rejections, syncs, operations, deliveries, quarantine, retainedSince] =
    await Promise.all([
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
        .select()
        .from(catalogRejection)
        .where(isNull(catalogRejection.resolvedGeneration))
        .orderBy(desc(catalogRejection.lastSeenAt))
        .limit(rejectionsShown),
      db.select().from(catalogSync).orderBy(desc(catalogSync.id)).limit(syncsShown),
      listOperations(db, { most: operationsShown }),
      listDeliveries(db),
      listQuarantine(db, quarantineShown),
      readRetainedSince(db),
    ]);
  return {
    source,
    serving,
    replicas,
    rejections: rejections.map((one) => ({
      ...one,
      problems: z.array(problem).parse(one.problems),
    })),
    syncs,
    operations,
    deliveries,
    quarantine,
    retainedSince,
  };
}

/** Calls of the webhook, the newest first, without what would tell them apart from a replay. */
function listDeliveries(db: Reader) {
  const { id, mode, receivedAt, seq, outcome } = catalogDelivery;
  return db
    .select({ id, mode, receivedAt, seq, outcome })
    .from(catalogDelivery)
    .orderBy(desc(receivedAt))
    .limit(deliveriesShown);
}

export type CatalogOperation = NonNullable<Awaited<ReturnType<typeof readCatalogState>>>;
