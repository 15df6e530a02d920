import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { findTagsOf } from "../tag/store.ts";
import { findAlbumsOf, findDetail, type ImageDetail } from "./detail-store.ts";
import { viewRows } from "./list.ts";
import { findImage } from "./list-store.ts";
import type { ImageView } from "./view.ts";

/** A photo with all that is known of it, as its organization's members see it. */
export interface FullImage extends ImageView, ImageDetail {
  tags: { tagId: string; name: string; slug: string }[];
  albums: { albumId: string; title: string }[];
}

/** Throws IMAGE_NOT_FOUND. */
export async function getImage(
  ctx: GalleryContext,
  input: { imageId: string },
): Promise<FullImage> {
  const organizationId = authorize(ctx, "gallery.read");
  const { imageId } = input;
  const { orm } = ctx.db;
  const row = await findImage(orm, organizationId, imageId);
  const detail = row === null ? null : await findDetail(orm, imageId);
  const [view] = row === null ? [] : await viewRows(ctx, [row]);
  if (detail === null || view === undefined) throw new GalleryError("IMAGE_NOT_FOUND");
  const tags = await findTagsOf(orm, imageId);
  const albums = await findAlbumsOf(orm, imageId);
  return { ...view, ...detail, tags, albums };
}
