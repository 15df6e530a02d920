import type { GalleryContext } from "../context.ts";
import type { GalleryPermission } from "../permissions.ts";
import { type Changed, changeMany, type ImageSelection, type ImagesAct } from "./change-many.ts";
import { type PlainChange, updateImages } from "./store.ts";

const permissions: Readonly<Record<PlainChange, GalleryPermission>> = {
  publish: "gallery.publish",
  unpublish: "gallery.publish",
  trash: "gallery.write",
  restore: "gallery.write",
};

/** Who shall see them, or that they go to the trash or come back from it. */
export function plainAct(change: PlainChange): ImagesAct {
  return {
    action: `image.${change}`,
    permission: permissions[change],
    async apply(tx, imageIds) {
      await updateImages(tx, imageIds, change);
      return [];
    },
  };
}

/** Shows these photos to whoever may see them; one without a rendition yet shows when it has one. */
export async function publishImages(ctx: GalleryContext, input: ImageSelection): Promise<Changed> {
  return await changeMany(ctx, plainAct("publish"), input);
}

/** When this has returned, no answer that begins later shows them to a stranger. */
export async function unpublishImages(
  ctx: GalleryContext,
  input: ImageSelection,
): Promise<Changed> {
  return await changeMany(ctx, plainAct("unpublish"), input);
}

/** Out of every list and sight; they come back by `restoreImages`. */
export async function trashImages(ctx: GalleryContext, input: ImageSelection): Promise<Changed> {
  return await changeMany(ctx, plainAct("trash"), input);
}

export async function restoreImages(ctx: GalleryContext, input: ImageSelection): Promise<Changed> {
  return await changeMany(ctx, plainAct("restore"), input);
}
