import { type Reader, schema } from "@homeport/db";
import { invariant } from "@homeport/platform";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { CatalogEntry, SnapshotHead, SnapshotRecord } from "../snapshot/snapshot.ts";
import type { RepositoryContact } from "./contact.ts";

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

/** One version as it is stored, here and in a replica's own file. */
export interface VersionRow {
  readonly versionId: number;
  readonly kind: SnapshotRecord["kind"];
  readonly key: string;
  /** JSON. */
  readonly lean: string;
  /** The hashes of its pictures besides the icon. */
  readonly screenshots: readonly string[];
}

/** A version as it comes from the mirror: with the text that search finds it by, and its files as JSON where they were asked for. */
export interface MirrorRow extends VersionRow {
  readonly description: string;
  readonly files: string | null;
}

export const versionKind = z.enum(["store", "category", "maintainer", "redirect", "entry"]);

const row = z.object({
  version_id: z.coerce.number(),
  kind: versionKind,
  key: z.string(),
  lean: z.string(),
  screenshots: z.array(z.string()).nullable(),
  description: z.string().nullable(),
  files: z.string().nullable(),
});

function toRow(raw: unknown): MirrorRow {
  const { version_id: versionId, screenshots, description, ...rest } = row.parse(raw);
  return {
    ...rest,
    versionId,
    screenshots: screenshots ?? [],
    description: description ?? "",
  };
}

/** The record of a row, made of fields of its own: nothing keeps the row's text alive. */
export function readRecord({
  kind,
  key,
  versionId,
  lean,
  screenshots,
}: VersionRow): SnapshotRecord {
  const value: unknown = JSON.parse(lean);
  switch (kind) {
    case "entry": {
      const entry: CatalogEntry = { ...leanEntry.parse(value), versionId, screenshots };
      return { kind, key, lean: entry };
    }
    case "store":
      return { kind, key, lean: store.parse(value) };
    case "category":
      return { kind, key, lean: category.parse(value) };
    case "maintainer":
      return { kind, key, lean: maintainer.parse(value) };
    case "redirect":
      return { kind, key, lean: redirect.parse(value) };
  }
}

/** An accepted generation, and the newest form of records that it needs readers for. */
export interface AcceptedHead extends SnapshotHead {
  readonly recordSchema: number;
}

/** What is accepted now, and how the repository answered last: null without a catalog, or before its first generation. */
export async function readHead(
  db: Reader,
): Promise<{ readonly head: AcceptedHead; readonly repository: RepositoryContact } | null> {
  const [found] = await db
    .select({
      head: {
        lineage: catalogSource.lineage,
        recordSchema: catalogGeneration.recordSchema,
        generation: catalogGeneration.generation,
        commit: catalogGeneration.commitId,
        acceptedAt: catalogGeneration.acceptedAt,
      },
      repository: {
        checkedAt: catalogSource.checkedAt,
        lastErrorCode: catalogSource.lastErrorCode,
      },
    })
    .from(catalogSource)
    .innerJoin(
      catalogGeneration,
      eq(catalogGeneration.generation, catalogSource.acceptedGeneration),
    );
  return found ?? null;
}

/** Whether the mirror knows this very generation; a store that was brought back from an older backup may not. */
export async function isKnown(db: Reader, head: SnapshotHead): Promise<boolean> {
  const rows = await db
    .select({ id: catalogSource.id })
    .from(catalogSource)
    .innerJoin(catalogGeneration, eq(catalogGeneration.generation, head.generation))
    .where(
      and(eq(catalogSource.lineage, head.lineage), eq(catalogGeneration.commitId, head.commit)),
    );
  return rows.length > 0;
}

/**
 * Versions that are in generation `until` and were not in `after`, by their number, `most` at a time. Versions never change but by being
 * ended with a later generation, so that statement after statement reads one and the same state.
 */
export async function readVersions(
  db: Reader,
  span: { after: number; until: number; fromVersion: number; most: number; withFiles: boolean },
): Promise<MirrorRow[]> {
  const rows = await db.execute(sql`
    SELECT version_id, kind, key, lean::text AS lean,
      CASE WHEN kind = 'entry' THEN (
        SELECT value->>'text' FROM jsonb_each(files) WHERE jsonb_each.key LIKE '%/description.md'
      ) END AS description,
      CASE WHEN kind = 'entry' THEN (
        SELECT array_agg(value->'picture'->>'sha256') FROM jsonb_each(files)
        WHERE value ? 'picture' AND value->'picture'->>'sha256' <> lean->'icon'->>'sha256'
      ) END AS screenshots,
      CASE WHEN ${span.withFiles} THEN files::text END AS files
    FROM catalog_version
    WHERE version_id > ${span.fromVersion} AND from_generation > ${span.after}
      AND from_generation <= ${span.until}
      AND (to_generation IS NULL OR to_generation > ${span.until})
    ORDER BY version_id LIMIT ${span.most}`);
  return rows.map(toRow);
}

const endedRow = z.object({
  kind: versionKind,
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

/** A version's files by path, of its JSON. */
export function parseFiles(text: string): VersionFiles {
  return files.parse(JSON.parse(text));
}

/** A version's files by path. */
export async function readVersionFiles(db: Reader, versionId: number): Promise<VersionFiles> {
  const [found] = await db
    .select({ files: catalogVersion.files })
    .from(catalogVersion)
    .where(eq(catalogVersion.versionId, versionId));
  invariant(found !== undefined, "a version that is served has its row");
  return files.parse(found.files);
}

export interface Asset {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A picture by the hash of its bytes, whoever has it. */
export async function findAsset(db: Reader, sha256: string): Promise<Asset | null> {
  const [found] = await db
    .select({ mediaType: catalogAsset.mediaType, bytes: catalogAsset.bytes })
    .from(catalogAsset)
    .where(eq(catalogAsset.sha256, sha256));
  return found ?? null;
}

/** Whether an entry that is or was shown has this picture. Looks at every version there is. */
export async function wasShown(db: Reader, sha256: string): Promise<boolean> {
  const rows = await db.execute(sql`
    SELECT 1 FROM catalog_version
    WHERE kind = 'entry' AND lean->>'status' <> 'draft' AND (
      lean->'icon'->>'sha256' = ${sha256} OR EXISTS (
        SELECT 1 FROM jsonb_each(files) WHERE jsonb_each.value->'picture'->>'sha256' = ${sha256}
      )
    ) LIMIT 1`);
  return rows.length > 0;
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
