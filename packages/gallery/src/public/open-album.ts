import type { Reader } from "@homeport/db";
import { GalleryError } from "../errors.ts";
import type { Access } from "./access.ts";
import { type AlbumFacts, findAlbum } from "./album-store.ts";

/** Through what an asker may open an album. */
export type Through = "everybody" | "link" | "member";

/**
 * An album of a gallery, for whoever may open it: everybody who has its address while it is not private and the gallery is
 * open, holders of a link to it or to one above it, and members. Throws GALLERY_NOT_FOUND for all else.
 */
export async function openAlbum(
  db: Reader,
  access: Access,
  slug: string,
): Promise<AlbumFacts & { through: Through }> {
  const album = await findAlbum(db, access.organizationId, slug);
  const through = album === null ? null : await wayInto(access, album);
  if (album === null || through === null) throw new GalleryError("GALLERY_NOT_FOUND");
  return { ...album, through };
}

/** Null when there is none. */
export async function wayInto(
  access: Access,
  album: { albumId: string; effectiveVisibility: "public" | "unlisted" | "private" },
): Promise<Through | null> {
  if (access.head.isOpen && album.effectiveVisibility !== "private") return "everybody";
  if (access.shared.has(album.albumId)) return "link";
  return (await access.isMember()) ? "member" : null;
}
