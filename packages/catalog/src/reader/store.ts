import { type Reader, schema } from "@homeport/db";
import { invariant } from "@homeport/platform";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { CatalogEntry, SnapshotHead, SnapshotRecord } from "../snapshot/snapshot.ts";

const { catalogAsset, catalogGeneration, catalogReplica, catalogSource, catalogVersion } = schema;

const leanEntry = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  summary: z.string(),
  categories: z.array(z.string()),
  tags: z.array(z.string()),
  license: z.string(),
  maintainers: z.array(z.string()),
  status: z.enum(["active", "draft", "deprecated", "removed"]),
  replacedBy: z.string().nullable(),
  featured: z.boolean(),
  architectures: z.array(z.string()),
  requires: z.array(z.string()),
  provides: z.array(z.string()),
  permissions: z.array(z.string()),
  icon: z.object({ sha256: z.string(), extension: z.string() }),
  hasTemplate: z.boolean(),
  hasAddress: z.boolean(),
  release: z.object({ version: z.string(), date: z.string(), security: z.boolean() }).nullable(),
  addedAt: z.string(),
  changedAt: z.string(),
});
const store = z.object({
  schema: z.literal(1),
  id: z.string(),
  name: z.string(),
  summary: z.string().optional(),
  minimumHomeport: z.string().optional(),
});
const category = z.object({
  name: z.string(),
  summary: z.string().optional(),
  order: z.number(),
});
const maintainer = z.object({ name: z.string(), url: z.string().optional() });
const redirect = z.object({
  to: z.string(),
  movedAt: z.string(),
  expiresAt: z.string().optional(),
});

/** A record with the number of its version, and the text that search finds it by beside its lean form. */
export interface MirrorRecord {
  readonly versionId: number;
  readonly record: SnapshotRecord;
  readonly description: string;
}

const row = z.object({
  version_id: z.coerce.number(),
  kind: z.enum(["store", "category", "maintainer", "redirect", "entry"]),
  key: z.string(),
  lean: z.unknown(),
  description: z.string().nullable(),
});

function toRecord(raw: unknown): MirrorRecord {
  const { version_id: versionId, kind, key, lean, description } = row.parse(raw);
  return {
    versionId,
    record: readRecord(kind, key, versionId, lean),
    description: description ?? "",
  };
}

function readRecord(
  kind: z.infer<typeof row>["kind"],
  key: string,
  versionId: number,
  lean: unknown,
): SnapshotRecord {
  switch (kind) {
    case "entry": {
      const entry: CatalogEntry = { ...leanEntry.parse(lean), versionId };
      return { kind, key, lean: entry };
    }
    case "store":
      return { kind, key, lean: store.parse(lean) };
    case "category":
      return { kind, key, lean: category.parse(lean) };
    case "maintainer":
      return { kind, key, lean: maintainer.parse(lean) };
    case "redirect":
      return { kind, key, lean: redirect.parse(lean) };
  }
}

/** What is accepted now: null without a catalog, or before its first generation. */
export async function readHead(db: Reader): Promise<SnapshotHead | null> {
  const [found] = await db
    .select({
      lineage: catalogSource.lineage,
      generation: catalogGeneration.generation,
      commit: catalogGeneration.commitId,
      acceptedAt: catalogGeneration.acceptedAt,
    })
    .from(catalogSource)
    .innerJoin(
      catalogGeneration,
      eq(catalogGeneration.generation, catalogSource.acceptedGeneration),
    );
  return found ?? null;
}

/** Whether a repository is configured at all. */
export async function hasSource(db: Reader): Promise<boolean> {
  return (await db.select({ id: catalogSource.id }).from(catalogSource)).length > 0;
}

/**
 * Versions that are in generation `until` and were not in `after`, by their number, `most` at a time. Versions never change but by being
 * ended with a later generation, so that statement after statement reads one and the same state.
 */
export async function readVersions(
  db: Reader,
  span: { after: number; until: number; fromVersion: number; most: number },
): Promise<MirrorRecord[]> {
  const rows = await db.execute(sql`
    SELECT version_id, kind, key, lean,
      CASE WHEN kind = 'entry' THEN (
        SELECT value->>'text' FROM jsonb_each(files) WHERE jsonb_each.key LIKE '%/description.md'
      ) END AS description
    FROM catalog_version
    WHERE version_id > ${span.fromVersion} AND from_generation > ${span.after}
      AND from_generation <= ${span.until}
      AND (to_generation IS NULL OR to_generation > ${span.until})
    ORDER BY version_id LIMIT ${span.most}`);
  return rows.map(toRecord);
}

const endedRow = z.object({
  kind: row.shape.kind,
  key: z.string(),
  version_id: z.coerce.number(),
});

/** Versions that were in generation `after` and are not in `until`. */
export async function readEnded(
  db: Reader,
  span: { after: number; until: number },
): Promise<{ kind: SnapshotRecord["kind"]; key: string; versionId: number }[]> {
  const rows = await db.execute(sql`
    SELECT kind, key, version_id FROM catalog_version
    WHERE from_generation <= ${span.after}
      AND to_generation > ${span.after} AND to_generation <= ${span.until}`);
  return rows.map((raw) => {
    const { version_id: versionId, kind, key } = endedRow.parse(raw);
    return { kind, key, versionId };
  });
}

/** How many versions a change from one generation to another has to read. */
export async function countChanged(
  db: Reader,
  span: { after: number; until: number },
): Promise<number> {
  const rows = await db.execute(sql`
    SELECT count(*)::int AS changed FROM catalog_version
    WHERE from_generation > ${span.after} AND from_generation <= ${span.until}`);
  return z.object({ changed: z.number() }).parse(rows[0]).changed;
}

const picture = z.object({
  sha256: z.string(),
  mediaType: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
});
const files = z.record(
  z.string(),
  z.union([
    z.object({ oid: z.string(), text: z.string() }),
    z.object({ oid: z.string(), picture, sizeBytes: z.number() }),
  ]),
);

export type VersionFiles = z.infer<typeof files>;

/** A version's files by path. */
export async function readVersionFiles(db: Reader, versionId: number): Promise<VersionFiles> {
  const [found] = await db
    .select({ files: catalogVersion.files })
    .from(catalogVersion)
    .where(eq(catalogVersion.versionId, versionId));
  invariant(found !== undefined, "a version that is served has its row");
  return files.parse(found.files);
}

/** A picture by the hash of its bytes, where an app that is or was shown has it: a draft's alone is nobody's. */
export async function readAsset(
  db: Reader,
  sha256: string,
): Promise<{ mediaType: string; bytes: Uint8Array } | null> {
  const isShown = sql`exists (
    SELECT 1 FROM catalog_version
    WHERE kind = 'entry' AND lean->>'status' <> 'draft' AND (
      lean->'icon'->>'sha256' = ${sha256} OR EXISTS (
        SELECT 1 FROM jsonb_each(files) WHERE jsonb_each.value->'picture'->>'sha256' = ${sha256}
      )
    )
  )`;
  const [found] = await db
    .select({ mediaType: catalogAsset.mediaType, bytes: catalogAsset.bytes })
    .from(catalogAsset)
    .where(and(eq(catalogAsset.sha256, sha256), isShown));
  return found ?? null;
}

export type ReplicaRow = typeof catalogReplica.$inferInsert;

/** What this replica says of itself; the store's clock tells when. */
export async function putReplica(db: Reader, replica: ReplicaRow): Promise<void> {
  const { replicaId: _, ...said } = replica;
  await db
    .insert(catalogReplica)
    .values(replica)
    .onConflictDoUpdate({
      target: catalogReplica.replicaId,
      set: { ...said, heartbeatAt: sql`now()` },
    });
}
