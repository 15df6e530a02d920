import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { type ImagePage, positionOf, viewRows } from "../image/list.ts";
import { type AlbumImageRow, findAlbumImages } from "./list-store.ts";
import { findAlbum } from "./store.ts";

/**
 * Photos of an album outside the trash, drafts among them, in its order; one that is shuffled shows how it was arranged.
 * Throws ALBUM_NOT_FOUND.
 */
export async function listAlbumImages(
  ctx: GalleryContext,
  input: PageInput & { albumId: string },
): Promise<ImagePage> {
  const organizationId = authorize(ctx, "gallery.read");
  const { albumId } = input;
  const album = await findAlbum(ctx.db.orm, organizationId, albumId);
  if (album === null) throw new GalleryError("ALBUM_NOT_FOUND");
  const plan = {
    kind: "gallery.album-images",
    scope: cursorScope(organizationId, albumId, album.orderBy),
    positionOf: (row: AlbumImageRow) => [row.placeAt, row.imageId],
  };
  const page = await readPage(ctx.cursors, plan, input, (after, count) =>
    findAlbumImages(ctx.db.orm, album, positionOf(after), count),
  );
  const rows = page.items.map(({ placeAt: _place, ...row }) => row);
  return { items: await viewRows(ctx, rows), nextCursor: page.nextCursor };
}
