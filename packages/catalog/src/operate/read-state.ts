import type { Reader } from "@homeport/db";
import { schema } from "@homeport/db";
import { desc, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { readSource } from "../store.ts";

const { catalogGeneration, catalogRejection, catalogReplica, catalogSync } = schema;

const generationsShown = 20;
const rejectionsShown = 10;
const syncsShown = 10;
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
  const [generations, replicas, rejections, syncs] = await Promise.all([
    db
      .select()
      .from(catalogGeneration)
      .orderBy(desc(catalogGeneration.generation))
      .limit(generationsShown),
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
  ]);
  return {
    source,
    generations,
    replicas,
    rejections: rejections.map((one) => ({
      ...one,
      problems: z.array(problem).parse(one.problems),
    })),
    syncs,
  };
}

export type CatalogOperation = NonNullable<Awaited<ReturnType<typeof readCatalogState>>>;
