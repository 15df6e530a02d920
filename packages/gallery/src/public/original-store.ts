import { type Reader, schema } from "@homeport/db";
import { and, eq } from "drizzle-orm";

const { images } = schema;

/** Where a photo's own file is, and what it is called. */
export async function findOriginal(db: Reader, organizationId: string, imageId: string) {
  const [row] = await db
    .select({
      imageId: images.id,
      title: images.title,
      originalKey: images.originalKey,
      originalName: images.originalName,
      sha256: images.sha256,
      renditionSha256: images.renditionSha256,
      format: images.format,
      sizeBytes: images.sizeBytes,
    })
    .from(images)
    .where(and(eq(images.id, imageId), eq(images.organizationId, organizationId)));
  return row ?? null;
}

export type OriginalRow = NonNullable<Awaited<ReturnType<typeof findOriginal>>>;
