import { PassThrough, type Readable } from "node:stream";
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

/**
 * The same for the bytes behind an answer: a storage may go away in the midst of them, and whoever reads has to know that
 * it was the storage.
 */
export async function reachableBytes(
  open: () => Promise<Readable | null>,
): Promise<Readable | null> {
  const bytes = await reachable(open);
  return bytes === null ? null : blameStorage(bytes);
}

function blameStorage(bytes: Readable): Readable {
  const told = new PassThrough();
  const fail = (cause: unknown) =>
    void told.destroy(new GalleryError("STORAGE_UNAVAILABLE", { cause }));
  bytes.once("error", fail);
  // A connection may also end without a word, before all of its bytes are there.
  bytes.once("close", () => void (bytes.readableEnded || fail(new Error("The bytes broke off"))));
  told.once("close", () => void bytes.destroy());
  return bytes.pipe(told);
}
