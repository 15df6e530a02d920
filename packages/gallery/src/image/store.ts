import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, inArray, sql } from "drizzle-orm";
import { type ImageFilter, whereImages } from "./filter.ts";

const { images } = schema;

export interface NewImage {
  id: string;
  organizationId: string;
  uploadedBy: string;
  originalKey: string;
  originalName: string;
  format: (typeof images.$inferInsert)["format"];
  sizeBytes: number;
  sha256: Uint8Array;
  lastModifiedMs: number | null;
  processing: "received" | "needs_rendition";
  accessKey: string;
}

/** A draft, in order by its file's own time; false when the organization has these bytes already, trash included. */
export async function insertImage(tx: Tx, image: NewImage): Promise<boolean> {
  const { lastModifiedMs, ...row } = image;
  const sortAt =
    lastModifiedMs === null
      ? sql`now()`
      : sql`least(now(), to_timestamp(${lastModifiedMs}::float8 / 1000))`;
  const made = await tx
    .insert(images)
    .values({ ...row, sortAt })
    .onConflictDoNothing({ target: [images.organizationId, images.sha256] })
    .returning({ id: images.id });
  return made.length === 1;
}

/** The photo with these bytes, which is there: the caller has just met it. */
export async function findImageByHash(
  db: Reader,
  organizationId: string,
  sha256: Uint8Array,
): Promise<string> {
  const [row] = await db
    .select({ id: images.id })
    .from(images)
    .where(and(eq(images.organizationId, organizationId), eq(images.sha256, sha256)));
  if (row === undefined) throw new Error("The photo that refused an insert is gone");
  return row.id;
}

/** Which of these photos this organization has, with what decides whether somebody may change them. */
export async function lockImages(tx: Tx, organizationId: string, imageIds: readonly string[]) {
  if (imageIds.length === 0) return [];
  return await tx
    .select({
      imageId: images.id,
      uploadedBy: images.uploadedBy,
      publication: images.publication,
      version: images.version,
    })
    .from(images)
    .where(and(eq(images.organizationId, organizationId), inArray(images.id, [...imageIds])))
    .orderBy(images.id)
    .for("no key update");
}

export type PlainChange = "publish" | "unpublish" | "trash" | "restore";

const changes = {
  publish: {
    publication: "published" as const,
    publishedAt: sql`coalesce(${images.publishedAt}, now())`,
  },
  unpublish: { publication: "draft" as const, publishedAt: null },
  trash: { trashedAt: sql`coalesce(${images.trashedAt}, now())` },
  restore: { trashedAt: null },
};

export async function updateImages(
  tx: Tx,
  imageIds: readonly string[],
  change: PlainChange,
): Promise<void> {
  if (imageIds.length === 0) return;
  await tx
    .update(images)
    .set({ ...changes[change], updatedAt: sql`now()`, version: sql`${images.version} + 1` })
    .where(inArray(images.id, [...imageIds]));
}

/** Photos that match a filter now, in the order of their ids. */
export async function findMatching(
  db: Reader,
  organizationId: string,
  filter: ImageFilter,
): Promise<string[]> {
  const rows = await db
    .select({ imageId: images.id })
    .from(images)
    .where(whereImages(db, organizationId, filter))
    .orderBy(images.id);
  return rows.map((row) => row.imageId);
}
