import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Claim, GalleryError, type StorageDriver } from "@homeport/gallery";

/** Brings an original to a file that the decoder can read. Throws ORIGINAL_MISSING, and ORIGINAL_CORRUPT when its bytes are others. */
export async function fetchOriginal(
  storage: StorageDriver,
  { key, sha256 }: Claim["original"],
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const original = await storage.read(key);
  if (original === null) throw new GalleryError("ORIGINAL_MISSING");
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(original, hashing, createWriteStream(path), { signal });
  if (!hash.digest().equals(sha256)) throw new GalleryError("ORIGINAL_CORRUPT");
}
