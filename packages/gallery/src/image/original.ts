import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { type Download, readWhole } from "../public/download.ts";
import { findOriginal } from "../public/original-store.ts";

/** The file of one of the organization's photos, as it was uploaded and under its own name. Throws IMAGE_NOT_FOUND. */
export async function readOriginal(
  ctx: GalleryContext,
  input: { imageId: string },
): Promise<Download> {
  const organizationId = authorize(ctx, "gallery.read");
  const original = await findOriginal(ctx.db.orm, organizationId, input.imageId);
  if (original === null) throw new GalleryError("IMAGE_NOT_FOUND");
  return await readWhole({ deps: ctx }, original, original.originalName);
}
