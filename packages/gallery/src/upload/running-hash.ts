import { createSHA256, type IHasher } from "hash-wasm";
import type { StorageDriver } from "../storage/driver.ts";
import { partsOf, type UploadRow } from "./store.ts";

/**
 * The hash of what has come so far, to be gone on with by whichever replica gets the next bytes. A state that is missing
 * or of another version is made anew from the stored bytes.
 */
export async function resumeHash(storage: StorageDriver, row: UploadRow): Promise<IHasher> {
  const hasher = await createSHA256();
  hasher.init();
  if (row.offsetBytes === 0) return hasher;
  if (row.hashState !== null && load(hasher, row.hashState)) return hasher;
  const stored = await storage.readParts(partsOf(row), row.offsetBytes);
  hasher.init();
  if (stored !== null) for await (const chunk of stored) hasher.update(chunk);
  return hasher;
}

/** The hash of a whole upload. */
export async function finalHash(storage: StorageDriver, row: UploadRow): Promise<Uint8Array> {
  return (await resumeHash(storage, row)).digest("binary");
}

function load(hasher: IHasher, state: Uint8Array): boolean {
  try {
    hasher.load(state);
    return true;
  } catch {
    return false;
  }
}
