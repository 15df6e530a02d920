import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  type Claim,
  doneRecipeOf,
  findLeak,
  GalleryError,
  type NewVariant,
  type StorageDriver,
  variantKey,
} from "@homeport/gallery";
import type { DecodeSuccess } from "./decoder-protocol.ts";

/**
 * Puts renditions into the storage, under keys that name how they were made. Each is looked through before it becomes
 * anything that a stranger may get. Throws METADATA_LEAK, with nothing of that photo stored.
 */
export async function storeRenditions(
  deps: { storage: StorageDriver; avifEffort?: number },
  claim: Claim,
  folder: string,
  files: Extract<DecodeSuccess, { files: unknown }>["files"],
): Promise<NewVariant[]> {
  const recipe = doneRecipeOf(claim, deps);
  const format = claim.kind === "avif" ? "avif" : "webp";
  const made = await Promise.all(
    files.map(async (file) => ({
      ...file,
      bytes: await readFile(`${folder}/${file.edge}.${format}`),
    })),
  );
  for (const { bytes } of made) {
    const mark = findLeak(bytes);
    if (mark !== null) throw new GalleryError("METADATA_LEAK", { detail: mark });
  }
  const variants: NewVariant[] = [];
  for (const { bytes, ...file } of made) {
    const key = variantKey(claim, { recipe, edge: file.edge, format });
    const sha256 = createHash("sha256").update(bytes).digest();
    const expected = { sizeBytes: bytes.length, sha256 };
    await deps.storage.put(key, once(bytes), expected);
    variants.push({ ...file, ...expected, key });
  }
  return variants;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
