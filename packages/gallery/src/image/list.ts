import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { findImages, findVariants, type ImageFilter, type ImageRow } from "./list-store.ts";
import { mayWriteImage } from "./may-write.ts";
import { type ImageView, viewImage } from "./view.ts";

export interface ImagePage {
  items: ImageView[];
  nextCursor: string | null;
}

export type ImageListInput = PageInput & Partial<Omit<ImageFilter, "organizationId">>;

/** Photos of the organization, the newest first by when they were taken, also while others arrive. */
export async function listImages(ctx: GalleryContext, input: ImageListInput): Promise<ImagePage> {
  const organizationId = authorize(ctx, "gallery.read");
  const { isTrashed = false, albumId, publication, isFailed } = input;
  const filter = { organizationId, isTrashed, albumId, publication, isFailed };
  const plan = {
    kind: "gallery.images",
    scope: cursorScope(
      ...[organizationId, String(isTrashed), albumId ?? null],
      ...[publication ?? null, String(isFailed ?? false)],
    ),
    positionOf: (row: ImageRow) => [row.cursorAt, row.imageId],
  };
  const page = await readPage(ctx.cursors, plan, input, (after, count) =>
    findImages(ctx.db.orm, filter, positionOf(after), count),
  );
  const variants = await findVariants(
    ctx.db.orm,
    page.items.map((row) => row.imageId),
  );
  const items = page.items.map((row) =>
    viewImage(row, variants.get(row.imageId) ?? [], mayWriteImage(ctx, row)),
  );
  return { items, nextCursor: page.nextCursor };
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
