import { type Reader, schema } from "@homeport/db";
import { and, desc, eq, inArray } from "drizzle-orm";
import type { KnownFile } from "./check.ts";
import { readRow, type UploadRow } from "./store.ts";

const { images, uploads } = schema;

export async function findKnownHashes(
  db: Reader,
  organizationId: string,
  hashes: readonly string[],
): Promise<KnownFile[]> {
  if (hashes.length === 0) return [];
  const wanted = hashes.map((hash) => Buffer.from(hash, "hex"));
  const rows = await db
    .select({ sha256: images.sha256, imageId: images.id, trashedAt: images.trashedAt })
    .from(images)
    .where(and(eq(images.organizationId, organizationId), inArray(images.sha256, wanted)));
  return rows.map(({ sha256, imageId, trashedAt }) => ({
    sha256: Buffer.from(sha256).toString("hex"),
    imageId,
    isTrashed: trashedAt !== null,
  }));
}

export async function findOwnUploads(
  db: Reader,
  owner: { organizationId: string; userId: string },
  limit: number,
): Promise<UploadRow[]> {
  const rows = await db
    .select()
    .from(uploads)
    .where(
      and(
        eq(uploads.organizationId, owner.organizationId),
        eq(uploads.userId, owner.userId),
        inArray(uploads.state, ["open", "finishing"]),
      ),
    )
    .orderBy(desc(uploads.id))
    .limit(limit);
  return rows.map(readRow);
}
