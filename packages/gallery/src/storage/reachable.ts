import { GalleryError } from "../errors.ts";

/** Whatever a storage fails with, told in this domain's words. */
export async function reachable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof GalleryError) throw cause;
    throw new GalleryError("STORAGE_UNAVAILABLE", { cause });
  }
}
