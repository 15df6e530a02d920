import type { Reader } from "@homeport/db";
import { GalleryError } from "../errors.ts";
import type { Access } from "./access.ts";
import { findHolding, findShownImage, type HoldingAlbum } from "./album-store.ts";
import { wayInto } from "./open-album.ts";

export type ShownImage = NonNullable<Awaited<ReturnType<typeof findShownImage>>>;

export interface OpenedImage {
  readonly row: ShownImage;
  /** Every album that holds it, hidden ones included. */
  readonly holding: readonly HoldingAlbum[];
  /** Those through which the asker sees it, and may be told of. */
  readonly through: readonly HoldingAlbum[];
}

/**
 * A published photo, for whoever may see it: everybody while the gallery is open and it is no secret of private albums,
 * holders of a link to an album that holds it, and members. `named` is an album that the asker came by, whose address they
 * have. Throws IMAGE_NOT_FOUND for all else.
 */
export async function openImage(
  db: Reader,
  access: Access,
  imageId: string,
  named: string | undefined,
): Promise<OpenedImage> {
  const row = await findShownImage(db, access.organizationId, imageId);
  if (row === null) throw new GalleryError("IMAGE_NOT_FOUND");
  const holding = (await findHolding(db, [imageId])).get(imageId) ?? [];
  const isForAll = access.head.isOpen && row.reach !== "private";
  const isShared = holding.some(({ albumId }) => access.shared.has(albumId));
  if (!isForAll && !isShared && !(await access.isMember())) {
    throw new GalleryError("IMAGE_NOT_FOUND");
  }
  const through: HoldingAlbum[] = [];
  for (const album of holding) if (await isTold(access, album, named)) through.push(album);
  return { row, holding, through };
}

/** An unlisted album is told of only to whoever has its address already. */
async function isTold(
  access: Access,
  album: HoldingAlbum,
  named: string | undefined,
): Promise<boolean> {
  if (access.head.isOpen && album.effectiveVisibility === "public") return true;
  if (access.shared.has(album.albumId)) return true;
  return album.slug === named && (await wayInto(access, album)) !== null;
}
