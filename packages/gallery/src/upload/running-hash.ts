import { createSHA256, type IHasher } from "hash-wasm";
import { GalleryError } from "../errors.ts";
import type { StorageDriver } from "../storage/driver.ts";
import { partsOf, type UploadRow } from "./store.ts";

/**
 * The hash of what has come so far, to be gone on with by whichever replica gets the next bytes. A state that is missing
 * or of another version is made anew from the stored bytes; null where those cannot be read before the object is whole.
 */
export async function resumeHash(storage: StorageDriver, row: UploadRow): Promise<IHasher | null> {
  const hasher = await createSHA256();
  hasher.init();
  if (row.offsetBytes === 0) return hasher;
  if (row.hashState !== null && load(hasher, row.hashState)) return hasher;
  const stored = await storage.readParts(partsOf(row), row.offsetBytes);
  if (stored === null) return null;
  return await addAll(hasher, stored);
}

/** The hash of a whole upload as it was counted on the way; null where only the whole object tells it. */
export async function finalHash(
  storage: StorageDriver,
  row: UploadRow,
): Promise<Uint8Array | null> {
  return (await resumeHash(storage, row))?.digest("binary") ?? null;
}

/** The hash of an object that is whole. Throws ORIGINAL_MISSING. */
export async function hashObject(storage: StorageDriver, key: string): Promise<Uint8Array> {
  const stored = await storage.read(key);
  if (stored === null) throw new GalleryError("ORIGINAL_MISSING");
  return (await addAll(await createSHA256(), stored)).digest("binary");
}

async function addAll(hasher: IHasher, bytes: AsyncIterable<Uint8Array>): Promise<IHasher> {
  hasher.init();
  for await (const chunk of bytes) hasher.update(chunk);
  return hasher;
}

function load(hasher: IHasher, state: Uint8Array): boolean {
  try {
    hasher.load(state);
    return true;
  } catch {
    return false;
  }
}
