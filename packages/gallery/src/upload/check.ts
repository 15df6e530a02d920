import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { findKnownHashes } from "./list-store.ts";

/** Of one question. */
export const hashesMost = 500;

export interface KnownFile {
  sha256: string;
  imageId: string;
  /** Sending it again would add nothing: it is still there, and can be restored. */
  isTrashed: boolean;
}

export interface CheckedFiles {
  /** Where a file that is not known goes to. */
  organizationId: string;
  known: KnownFile[];
}

/** Which of these files, by the SHA-256 of their bytes in hexadecimal, the organization has already. */
export async function checkUploads(
  ctx: GalleryContext,
  input: { sha256: readonly string[] },
): Promise<CheckedFiles> {
  const organizationId = authorize(ctx, "gallery.upload");
  const known = await findKnownHashes(ctx.db.orm, organizationId, input.sha256);
  return { organizationId, known };
}
