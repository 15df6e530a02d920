import type { RecordKind } from "@homeport/catalog-format";
import { type Reader, schema, type Tx } from "@homeport/db";
import { invariant } from "@homeport/platform";
import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { NewVersion } from "./generations/new-version.ts";

const { catalogSource, catalogGeneration, catalogVersion, catalogCommit, catalogSync } = schema;
const { catalogRejection } = schema;

export type SourceRow = typeof catalogSource.$inferSelect;
export type Trigger = SourceRow["wantedBy"];
export type GenerationRow = typeof catalogGeneration.$inferSelect;

/** Bound on what one statement carries. */
const rowsAtOnce = 200;

/** Makes the source's row, or brings it to what is configured now. */
export async function putSource(db: Reader, remoteLabel: string, branch: string): Promise<void> {
  await db
    .insert(catalogSource)
    .values({ remoteLabel, branch, wantedSeq: 1 })
    .onConflictDoUpdate({
      target: catalogSource.id,
      set: {
        remoteLabel,
        branch,
        wantedSeq: sql`${catalogSource.wantedSeq} + 1`,
        wantedBy: "boot",
      },
      setWhere: sql`${catalogSource.remoteLabel} <> ${remoteLabel} or ${catalogSource.branch} <> ${branch}`,
    });
}

export async function readSource(db: Reader): Promise<SourceRow | null> {
  const [row] = await db.select().from(catalogSource);
  return row ?? null;
}

/** Asks for a look at the remote; answers the number under which its outcome will stand, or null without a catalog. */
export async function raiseWanted(db: Reader | Tx, trigger: Trigger): Promise<number | null> {
  const { wantedSeq, doneSeq, wantedBy } = catalogSource;
  const [row] = await db
    .update(catalogSource)
    .set({
      wantedSeq: sql`${wantedSeq} + 1`,
      wantedBy: sql`case when ${wantedSeq} = ${doneSeq} or ${wantedBy} = 'poll' then ${trigger} else ${wantedBy} end`,
      nextTryAt: null,
    })
    .returning({ seq: wantedSeq });
  return row?.seq ?? null;
}

/** Whether somebody waits for a look whose time has come. */
export async function isSyncDue(db: Reader): Promise<boolean> {
  const rows = await db
    .select({ id: catalogSource.id })
    .from(catalogSource)
    .where(
      sql`${catalogSource.wantedSeq} > ${catalogSource.doneSeq} and coalesce(${catalogSource.nextTryAt} <= now(), true)`,
    );
  return rows.length > 0;
}

/**
 * Changes the source's row in the name of a syncer. False when a later syncer has written there: then nothing is changed, and
 * the transaction has to be given up.
 */
export async function updateSource(
  tx: Tx,
  fence: bigint,
  change: Partial<typeof catalogSource.$inferInsert>,
): Promise<boolean> {
  const rows = await tx
    .update(catalogSource)
    .set({ ...change, fence: Number(fence) })
    .where(sql`${catalogSource.fence} <= ${fence}`)
    .returning({ id: catalogSource.id });
  return rows.length > 0;
}

/** Puts a failed look off; it stays wanted. */
export async function putOff(
  tx: Tx,
  fence: bigint,
  input: { code: string; failures: number; waitMs: number },
): Promise<boolean> {
  const rows = await tx
    .update(catalogSource)
    .set({
      fence: Number(fence),
      lastErrorCode: input.code,
      failures: input.failures,
      nextTryAt: sql`now() + ${input.waitMs}::float8 * interval '1 millisecond'`,
    })
    .where(sql`${catalogSource.fence} <= ${fence}`)
    .returning({ id: catalogSource.id });
  return rows.length > 0;
}

/** Locks the source, so that generations follow each other; answers the accepted one and the highest there is. */
export async function lockAccepted(tx: Tx): Promise<{ accepted: number | null; newest: number }> {
  const [row] = await tx
    .select({
      accepted: catalogSource.acceptedGeneration,
      newest: sql<number>`(select coalesce(max(generation), 0)::int from catalog_generation)`,
    })
    .from(catalogSource)
    .for("update");
  return row ?? { accepted: null, newest: 0 };
}

export async function insertSync(
  tx: Tx,
  row: Omit<typeof catalogSync.$inferInsert, "id">,
): Promise<void> {
  await tx.insert(catalogSync).values(row);
}

const currentRow = z.object({ kind: z.string(), key: z.string(), lean: z.unknown() });

/** The lean form of every record of the accepted generation. */
export async function readCurrentLean(
  db: Reader,
): Promise<{ kind: RecordKind; key: string; lean: unknown }[]> {
  const rows = await db
    .select({ kind: catalogVersion.kind, key: catalogVersion.key, lean: catalogVersion.lean })
    .from(catalogVersion)
    .where(isNull(catalogVersion.toGeneration));
  return rows.map((row) => ({ ...currentRow.parse(row), kind: row.kind }));
}

/** When these entries came into the catalog, of those that are in it. */
export async function readAddedAt(
  db: Reader,
  slugs: readonly string[],
): Promise<Map<string, Date>> {
  if (slugs.length === 0) return new Map();
  const rows = await db
    .select({
      key: catalogVersion.key,
      addedAt: sql<string | null>`${catalogVersion.lean}->>'addedAt'`,
    })
    .from(catalogVersion)
    .where(
      and(
        eq(catalogVersion.kind, "entry"),
        isNull(catalogVersion.toGeneration),
        inArray(catalogVersion.key, [...slugs]),
      ),
    );
  return new Map(
    rows.flatMap(({ key, addedAt }) => (addedAt === null ? [] : [[key, new Date(addedAt)]])),
  );
}

export async function insertGeneration(
  tx: Tx,
  row: typeof catalogGeneration.$inferInsert,
): Promise<void> {
  await tx.insert(catalogGeneration).values(row);
}

/** Ends the current version of these records with a generation; answers how many there were. */
export async function closeVersions(
  tx: Tx,
  generation: number,
  records: readonly { kind: RecordKind; key: string }[],
): Promise<number> {
  let closed = 0;
  for (const some of batches(records)) {
    const rows = await tx.execute(sql`
      UPDATE catalog_version SET to_generation = ${generation}
      FROM jsonb_to_recordset(${JSON.stringify(some)}::jsonb) AS ended (kind text, key text)
      WHERE catalog_version.kind = ended.kind AND catalog_version.key = ended.key AND to_generation IS NULL
      RETURNING version_id`);
    closed += rows.length;
  }
  return closed;
}

export async function insertVersions(
  tx: Tx,
  generation: number,
  versions: readonly NewVersion[],
): Promise<void> {
  for (const some of batches(versions)) {
    const rows = some.map(({ kind, key, lean, files, digest }) => ({
      kind,
      key,
      lean,
      files,
      digest,
    }));
    await tx.execute(sql`
      INSERT INTO catalog_version (kind, key, lean, files, digest, from_generation)
      SELECT kind, key, lean, files, digest, ${generation}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS made (kind text, key text, lean jsonb, files jsonb, digest text)`);
  }
}

/** Pictures are kept once, under their hash; only those that are not there yet are read, one at a time. */
export async function insertAssets(tx: Tx, versions: readonly NewVersion[]): Promise<void> {
  const wanted = new Map(versions.flatMap((one) => one.assets).map((one) => [one.sha256, one]));
  for (const some of batches([...wanted.values()])) {
    const known = await findAssets(
      tx,
      some.map(({ sha256 }) => sha256),
    );
    for (const { sha256, mediaType, width, height, read } of some) {
      if (known.has(sha256)) continue;
      const bytes = await read();
      await tx
        .insert(schema.catalogAsset)
        .values({ sha256, mediaType, width, height, bytes, sizeBytes: bytes.length })
        .onConflictDoNothing();
    }
  }
}

async function findAssets(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  const { sha256 } = schema.catalogAsset;
  const rows = await tx
    .select({ sha256 })
    .from(schema.catalogAsset)
    .where(inArray(sha256, [...hashes]));
  return new Set(rows.map((row) => row.sha256));
}

export async function insertCommits(
  tx: Tx,
  generation: number,
  commits: readonly string[],
): Promise<void> {
  for (const some of batches(commits)) {
    await tx
      .insert(catalogCommit)
      .values(some.map((commitId) => ({ commitId, generation })))
      .onConflictDoNothing();
  }
}

/** Forgets commits that are reached since a later generation. */
export async function clearCommits(tx: Tx, after: number): Promise<void> {
  await tx.delete(catalogCommit).where(gt(catalogCommit.generation, after));
}

const versionRow = z.object({
  version_id: z.coerce.number(),
  kind: z.enum(["store", "category", "maintainer", "redirect", "entry"]),
  key: z.string(),
  digest: z.string(),
  lean: z.unknown(),
  files: z.unknown(),
});

export type MirroredVersion = Omit<z.infer<typeof versionRow>, "version_id">;

/** Every record of the accepted generation with all that is kept of it, some at a time. */
export async function* readCurrentVersions(db: Reader): AsyncGenerator<MirroredVersion> {
  for (let after = 0; ; ) {
    const rows = await db.execute(sql`
      SELECT version_id, kind, key, digest, lean, files FROM catalog_version
      WHERE to_generation IS NULL AND version_id > ${after}
      ORDER BY version_id LIMIT ${rowsAtOnce}`);
    for (const raw of rows) {
      const row = versionRow.parse(raw);
      after = row.version_id;
      yield row;
    }
    if (rows.length < rowsAtOnce) return;
  }
}

export async function resolveRejections(tx: Tx, generation: number): Promise<void> {
  await tx
    .update(catalogRejection)
    .set({ resolvedGeneration: generation })
    .where(isNull(catalogRejection.resolvedGeneration));
}

/** A rejection of this very commit by these very rules, if there is one. */
export async function findRejection(db: Reader, tipCommit: string, validatorVersion: string) {
  const [row] = await db
    .select()
    .from(catalogRejection)
    .where(
      and(
        eq(catalogRejection.tipCommit, tipCommit),
        eq(catalogRejection.validatorVersion, validatorVersion),
        isNull(catalogRejection.resolvedGeneration),
      ),
    );
  return row ?? null;
}

/** All commits that were refused by these very rules, and by no later acceptance put right. */
export async function listRejected(db: Reader, validatorVersion: string): Promise<Set<string>> {
  const rows = await db
    .select({ tip: catalogRejection.tipCommit })
    .from(catalogRejection)
    .where(
      and(
        eq(catalogRejection.validatorVersion, validatorVersion),
        isNull(catalogRejection.resolvedGeneration),
      ),
    );
  return new Set(rows.map(({ tip }) => tip));
}

export async function putRejection(
  tx: Tx,
  row: typeof catalogRejection.$inferInsert,
): Promise<void> {
  const { problemCount, problems } = row;
  await tx
    .insert(catalogRejection)
    .values(row)
    .onConflictDoUpdate({
      target: [catalogRejection.tipCommit, catalogRejection.validatorVersion],
      set: { problemCount, problems, lastSeenAt: sql`now()`, resolvedGeneration: null },
    });
}

/** Says that a commit is still the tip, and still refused. */
export async function touchRejection(tx: Tx, id: string): Promise<void> {
  await tx
    .update(catalogRejection)
    .set({ lastSeenAt: sql`now()` })
    .where(eq(catalogRejection.id, id));
}

export async function findGeneration(
  db: Reader,
  generation: number,
): Promise<GenerationRow | null> {
  const [row] = await db
    .select()
    .from(catalogGeneration)
    .where(eq(catalogGeneration.generation, generation));
  return row ?? null;
}

export async function readGeneration(db: Reader, generation: number): Promise<GenerationRow> {
  const row = await findGeneration(db, generation);
  invariant(row !== null, "an accepted generation has its row");
  return row;
}

function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += rowsAtOnce) yield items.slice(at, at + rowsAtOnce);
}
