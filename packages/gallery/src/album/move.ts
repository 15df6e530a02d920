import { generateKeyBetween } from "fractional-indexing";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { tellOf } from "../news/tell.ts";
import { requireAlbum } from "./require-album.ts";
import { settleTree } from "./settle-tree.ts";
import { findAlbumPosition, findNextAlbumPosition, lockTree, placeAlbum } from "./store.ts";

export interface AlbumMove {
  albumId: string;
  parentId: string | null;
  /** The album behind which it goes, below the same parent; null for the first place. */
  afterId: string | null;
}

/**
 * Moves an album under another one, to a place among those there. Two who move at once both have their way, one after
 * the other. Throws ALBUM_NOT_FOUND, ALBUM_CYCLE and ALBUM_DEPTH.
 */
export async function moveAlbum(ctx: GalleryContext, input: AlbumMove): Promise<void> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { albumId, parentId, afterId } = input;
  const target = { kind: "album", id: albumId };
  const act = { action: "album.move", target, organizationId, detail: { parentId, afterId } };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    await lockTree(tx, organizationId);
    await requireAlbum(tx, organizationId, albumId);
    if (parentId !== null) await requireAlbum(tx, organizationId, parentId);
    const after = afterId === null ? null : await findAlbumPosition(tx, organizationId, afterId);
    if (afterId !== null && (after === null || afterId === albumId)) {
      throw new GalleryError("ALBUM_NOT_FOUND");
    }
    const before = await findNextAlbumPosition(tx, organizationId, after, albumId);
    const position = generateKeyBetween(after, before);
    await placeAlbum(tx, albumId, { parentId, position });
    await settleTree(tx, organizationId, ctx.random);
    scope.commit(() => tellOf(ctx, organizationId, "gallery.album"));
  });
}
