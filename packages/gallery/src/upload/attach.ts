import { schema, type Tx } from "@homeport/db";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Settled } from "./outcome.ts";
import type { UploadRow } from "./store.ts";

const { images } = schema;

/**
 * Whether somebody may send what stands for a photo's pixels: of a format that is not decoded here, and theirs to change,
 * as whoever uploaded a draft or whoever publishes.
 */
export async function mayAttachRendition(
  tx: Tx,
  input: { organizationId: string; forId: string; userId: string; mayPublish: boolean },
): Promise<boolean> {
  const [image] = await tx
    .select({ uploadedBy: images.uploadedBy, publication: images.publication })
    .from(images)
    .where(and(isOf(input.organizationId, input.forId), isNull(images.trashedAt)));
  if (image === undefined) return false;
  const isOwnDraft = image.uploadedBy === input.userId && image.publication === "draft";
  return input.mayPublish || isOwnDraft;
}

/** The first rendition that arrives stays: addresses of what is made of it name its bytes. */
export async function attachRendition(
  tx: Tx,
  { organizationId, objectKey }: UploadRow,
  { imageId, sha256 }: { imageId: string; sha256: Uint8Array },
): Promise<Settled> {
  const attached = await tx
    .update(images)
    .set({
      ...{ renditionKey: objectKey, renditionSha256: sha256, processing: "received" },
      updatedAt: sql`now()`,
    })
    .where(and(isOf(organizationId, imageId), isNull(images.renditionKey)))
    .returning({ id: images.id });
  return {
    outcome: { result: "attached", imageId },
    due: attached.length === 1 ? "ingest" : null,
  };
}

function isOf(organizationId: string, imageId: string) {
  return and(
    eq(images.id, imageId),
    eq(images.organizationId, organizationId),
    eq(images.format, "heic"),
  );
}
