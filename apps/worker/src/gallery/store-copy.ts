import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  type Claim,
  copyKey,
  doneRecipeOf,
  findCopyLeak,
  GalleryError,
  type NewVariant,
  type StorageDriver,
} from "@homeport/gallery";
import type { DecodeSuccess } from "./decoder-protocol.ts";

/**
 * Puts the copy of a photo that others may have into the storage, after a look through its very bytes; it is as large as
 * its original, so it is never held. Throws METADATA_LEAK, with nothing of it stored.
 */
export async function storeCopy(
  { storage }: { storage: StorageDriver },
  claim: Claim,
  folder: string,
  { width, height, orientation }: Extract<DecodeSuccess, { kind: "clean" }>,
): Promise<NewVariant> {
  const path = `${folder}/clean`;
  const hash = createHash("sha256");
  let sizeBytes = 0;
  async function* readOnce(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  }
  const mark = await findCopyLeak(readOnce(), orientation);
  if (mark !== null) throw new GalleryError("METADATA_LEAK", { detail: mark });
  const expected = { sizeBytes, sha256: hash.digest() };
  const key = copyKey(claim, doneRecipeOf(claim, {}));
  await storage.put(key, createReadStream(path), expected);
  return { edge: 0, width, height, key, ...expected };
}
