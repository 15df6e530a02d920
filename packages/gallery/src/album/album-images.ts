import type { Tx } from "@homeport/db";
import { generateNKeysBetween } from "fractional-indexing";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { refreshReach } from "../image/refresh-reach.ts";
import { lockImages } from "../image/store.ts";
import { tellOf } from "../news/tell.ts";
import { appendToAlbum } from "./append.ts";
import {
  deleteAlbumImages,
  findHeld,
  findNextPosition,
  findPosition,
  setPosition,
} from "./images-store.ts";
import { lockAlbum } from "./store.ts";

interface AlbumImagesInput {
  albumId: string;
  imageIds: readonly string[];
}

/** Puts photos at the end; those that are in it stay where they are, and unknown ones are passed over. */
export async function addToAlbum(ctx: GalleryContext, input: AlbumImagesInput): Promise<void> {
  await changeAlbum(ctx, "album.add-images", input, async (tx, organizationId) => {
    const found = await lockImages(tx, organizationId, input.imageIds);
    const known = new Set(found.map((image) => image.imageId));
    const imageIds = input.imageIds.filter((imageId) => known.has(imageId));
    await appendToAlbum(tx, { organizationId, albumId: input.albumId, imageIds });
  });
}

/** The photos stay, in other albums and without one. */
export async function removeFromAlbum(ctx: GalleryContext, input: AlbumImagesInput): Promise<void> {
  await changeAlbum(ctx, "album.remove-images", input, async (tx) => {
    await deleteAlbumImages(tx, input.albumId, input.imageIds);
  });
}

/**
 * Moves photos behind another, in the order in which they are named; to the beginning when there is none. Two who
 * arrange at once both have their way, one after the other.
 */
export async function arrangeAlbum(
  ctx: GalleryContext,
  input: AlbumImagesInput & { afterId: string | null },
): Promise<void> {
  const { albumId, afterId } = input;
  await changeAlbum(ctx, "album.arrange", input, async (tx) => {
    const places = await planArrangement(tx, albumId, input.imageIds, afterId);
    for (const { imageId, position } of places) await setPosition(tx, albumId, imageId, position);
  });
}

/**
 * Where photos of an album go. It holds as long as nobody else arranges, which a lock on the album's row sees to. Throws
 * IMAGE_NOT_FOUND for a photo to go behind that is not in it.
 */
export async function planArrangement(
  tx: Tx,
  albumId: string,
  imageIds: readonly string[],
  afterId: string | null,
): Promise<{ imageId: string; position: string }[]> {
  const held = await findHeld(tx, albumId, imageIds);
  const moved = imageIds.filter((imageId) => held.has(imageId) && imageId !== afterId);
  const after = afterId === null ? null : await findPosition(tx, albumId, afterId);
  if (afterId !== null && after === null) throw new GalleryError("IMAGE_NOT_FOUND");
  const before = await findNextPosition(tx, albumId, after, moved);
  const positions = generateNKeysBetween(after, before, moved.length);
  return moved.map((imageId, index) => ({ imageId, position: positions[index] ?? "" }));
}

async function changeAlbum(
  ctx: GalleryContext,
  action: string,
  { albumId, imageIds }: AlbumImagesInput,
  change: (tx: Tx, organizationId: string) => Promise<void>,
): Promise<void> {
  const organizationId = authorize(ctx, "gallery.publish");
  const target = { kind: "album", id: albumId };
  const act = { action, target, organizationId, detail: { imageIds }, repeatable: true };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    if (!(await lockAlbum(tx, organizationId, albumId))) throw new GalleryError("ALBUM_NOT_FOUND");
    await change(tx, organizationId);
    await refreshReach(tx, imageIds, ctx.random);
    scope.commit(() => tellOf(ctx, organizationId, "gallery.album"));
  });
}
