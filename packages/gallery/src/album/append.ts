import type { Tx } from "@homeport/db";
import { generateNKeysBetween } from "fractional-indexing";
import { GalleryError } from "../errors.ts";
import {
  deleteAlbumImages,
  findHeld,
  findLastPosition,
  insertAlbumImages,
} from "./images-store.ts";
import { lockAlbum } from "./store.ts";

/** Puts photos at the end of an album; those that are in it stay where they are. False when there is no such album. */
export async function appendToAlbum(
  tx: Tx,
  input: { organizationId: string; albumId: string; imageIds: readonly string[] },
): Promise<boolean> {
  const { organizationId, albumId } = input;
  if (!(await lockAlbum(tx, organizationId, albumId))) return false;
  const held = await findHeld(tx, albumId, input.imageIds);
  const added = input.imageIds.filter((imageId) => !held.has(imageId));
  const last = await findLastPosition(tx, albumId);
  const positions = generateNKeysBetween(last, null, added.length);
  await insertAlbumImages(
    tx,
    added.map((imageId, index) => ({
      ...{ organizationId, albumId, imageId },
      position: positions[index] ?? "",
    })),
  );
  return true;
}

interface Placed {
  readonly organizationId: string;
  readonly albumId: string;
  readonly imageIds: readonly string[];
}

/** Throws ALBUM_NOT_FOUND. */
export async function placeInAlbum(tx: Tx, input: Placed): Promise<void> {
  if (!(await appendToAlbum(tx, input))) throw new GalleryError("ALBUM_NOT_FOUND");
}

/** The photos stay, in other albums and without one. Throws ALBUM_NOT_FOUND. */
export async function takeFromAlbum(tx: Tx, input: Placed): Promise<void> {
  const { organizationId, albumId, imageIds } = input;
  if (!(await lockAlbum(tx, organizationId, albumId))) throw new GalleryError("ALBUM_NOT_FOUND");
  await deleteAlbumImages(tx, albumId, imageIds);
}
