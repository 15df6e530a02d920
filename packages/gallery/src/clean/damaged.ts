import { GalleryError } from "../errors.ts";

/** A file that is not what its first bytes promised. */
export function damaged(detail: string): GalleryError {
  return new GalleryError("IMAGE_DAMAGED", { detail });
}
