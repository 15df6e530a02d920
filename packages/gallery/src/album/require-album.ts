import type { Tx } from "@homeport/db";
import { GalleryError } from "../errors.ts";
import { isAlbum } from "./store.ts";

/** Throws ALBUM_NOT_FOUND. */
export async function requireAlbum(tx: Tx, organizationId: string, albumId: string): Promise<void> {
  if (!(await isAlbum(tx, organizationId, albumId))) throw new GalleryError("ALBUM_NOT_FOUND");
}
