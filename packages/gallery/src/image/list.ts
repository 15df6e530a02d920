import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { filterParts, type ImageFilter } from "./filter.ts";
import { findImages, findVariants, type ImageRow } from "./list-store.ts";
import { mayWriteImage } from "./may-write.ts";
import { type ImageView, viewImage } from "./view.ts";

export interface ImagePage {
  items: ImageView[];
  nextCursor: string | null;
}

export type ImageListInput = PageInput & ImageFilter;

/** Photos of the organization, the newest first by when they were taken, also while others arrive. */
export async function listImages(ctx: GalleryContext, input: ImageListInput): Promise<ImagePage> {
  const organizationId = authorize(ctx, "gallery.read");
  const { isTrashed, albumId, tagId, state, camera, lens, words } = input;
  const filter = { isTrashed, albumId, tagId, state, camera, lens, words };
  const plan = {
    kind: "gallery.images",
    scope: cursorScope(organizationId, ...filterParts(filter)),
    positionOf: (row: ImageRow) => [row.cursorAt, row.imageId],
  };
  const page = await readPage(ctx.cursors, plan, input, (after, count) =>
    findImages(ctx.db.orm, organizationId, filter, positionOf(after), count),
  );
  return { items: await viewRows(ctx, page.items), nextCursor: page.nextCursor };
}

/** Rows as their organization's members see them. */
export async function viewRows(
  ctx: Pick<GalleryContext, "db" | "actor" | "permissions">,
  rows: readonly ImageRow[],
): Promise<ImageView[]> {
  const variants = await findVariants(
    ctx.db.orm,
    rows.map((row) => row.imageId),
  );
  return rows.map((row) =>
    viewImage(row, variants.get(row.imageId) ?? [], mayWriteImage(ctx, row)),
  );
}

/** What a cursor of a list by time says. */
export function positionOf(after: readonly (string | number | null)[] | null) {
  if (after === null) return null;
  const [at, imageId] = after;
  if (typeof at !== "string" || typeof imageId !== "string") {
    throw new GalleryError("IMAGE_NOT_FOUND");
  }
  return { at, imageId };
}
