import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { mayWriteImage } from "./may-write.ts";
import { lockImages, type TextChange, updateTexts } from "./store.ts";

/** Changes what a photo is called. Throws IMAGE_NOT_FOUND, NOT_PERMITTED, and VERSION_CONFLICT. */
export async function updateImage(
  ctx: GalleryContext,
  input: TextChange & { imageId: string; version: number },
): Promise<void> {
  const organizationId = authorize(ctx, "gallery.write");
  const { imageId, version, ...change } = input;
  const target = { kind: "image", id: imageId };
  await ctx.db.write(ctx, { action: "image.update", target, organizationId }, async (tx) => {
    const [image] = await lockImages(tx, organizationId, [imageId]);
    if (image === undefined) throw new GalleryError("IMAGE_NOT_FOUND");
    if (!mayWriteImage(ctx, image)) throw new GalleryError("NOT_PERMITTED");
    if (!(await updateTexts(tx, imageId, version, change)))
      throw new GalleryError("VERSION_CONFLICT");
  });
}
