import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { SourceChanged, type UploadSource } from "@homeport/client";
import type { FoundFile } from "./walk.ts";

/** What a file was when it was hashed. */
export interface HashedFile extends FoundFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** A format that browsers convert, and no command. */
  readonly waitsForConversion: boolean;
}

const chunkBytes = 1024 * 1024;
const heicBrands: ReadonlySet<string> = new Set(["heic", "heix", "hevc", "hevx", "mif1", "msf1"]);

/** Reads a file once from start to end. Throws SourceChanged when it was written meanwhile. */
export async function hashFile(file: FoundFile): Promise<HashedFile> {
  await using handle = await open(file.path, "r");
  const before = await handle.stat();
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, before.size + 1));
  let head = "";
  let sizeBytes = 0;
  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length);
    if (bytesRead === 0) break;
    if (sizeBytes === 0) head = chunk.toString("latin1", 0, Math.min(bytesRead, 12));
    hash.update(chunk.subarray(0, bytesRead));
    sizeBytes += bytesRead;
  }
  const now = { sizeBytes, modifiedAtMs: before.mtimeMs };
  await mustBe(handle, now);
  const waitsForConversion = head.slice(4, 8) === "ftyp" && heicBrands.has(head.slice(8, 12));
  return { ...file, ...now, sha256: hash.digest("hex"), waitsForConversion };
}

/** The file's bytes for sending, and an end to it. */
export async function openSource(file: HashedFile): Promise<UploadSource & AsyncDisposable> {
  const handle = await open(file.path, "r");
  const { sizeBytes } = file;
  return {
    sizeBytes,
    async read(offsetBytes, mostBytes) {
      await mustBe(handle, file);
      const bytes = new Uint8Array(mostBytes);
      let filled = 0;
      while (filled < mostBytes) {
        const left = mostBytes - filled;
        const { bytesRead } = await handle.read(bytes, filled, left, offsetBytes + filled);
        if (bytesRead === 0) throw new SourceChanged("The file has become shorter");
        filled += bytesRead;
      }
      return bytes;
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function mustBe(
  handle: FileHandle,
  known: { sizeBytes: number; modifiedAtMs: number },
): Promise<void> {
  const { size, mtimeMs } = await handle.stat();
  if (size !== known.sizeBytes || mtimeMs !== known.modifiedAtMs) {
    throw new SourceChanged("The file was written while it was read");
  }
}
