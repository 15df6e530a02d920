import { createHash, timingSafeEqual } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, link, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { newToken, type Random } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import {
  type ByteRange,
  type Expected,
  noParts,
  type StorageDriver,
  type StoredObject,
  stepBytes,
} from "./driver.ts";
import { listFolder } from "./list-folder.ts";
import { reachable, reachableBytes } from "./reachable.ts";

const listedAtOnce = 1_000;
/** Names that begin so are being written; no key does. */
const unfinished = ".part-";

/**
 * A folder as storage. What is written stands under a name of its own in the same folder until it is durable, so that a
 * key is never seen half written, also after a machine went down.
 */
export function createFileStorage(folder: string, random: Random): StorageDriver {
  const pathOf = (key: string) => join(folder, ...key.split("/"));

  async function writeBeside(
    path: string,
    write: (file: FileHandle) => Promise<void>,
    place: (temporary: string) => Promise<void>,
  ): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const temporary = join(dirname(path), `${unfinished}${newToken(random, 9)}`);
    try {
      await using file = await open(temporary, "wx", 0o640);
      await write(file);
      await file.sync();
      await place(temporary);
      await syncFolder(dirname(path));
    } finally {
      await rm(temporary, { force: true });
    }
  }

  return {
    kind: "file",
    place: folder,
    stepBytes,
    put: (key, bytes, expected) =>
      reachable(async () => {
        const path = pathOf(key);
        await writeBeside(
          path,
          (file) => writeExpected(file, bytes, expected),
          (temporary) => rename(temporary, path),
        );
      }),
    create: (key, text) =>
      reachable(async () => {
        const path = pathOf(key);
        try {
          await writeBeside(
            path,
            (file) => file.writeFile(text),
            (temporary) => link(temporary, path),
          );
          return true;
        } catch (error) {
          if (isCode(error, "EEXIST")) return false;
          throw error;
        }
      }),
    read: (key, range) => reachableBytes(() => openStream(pathOf(key), range)),
    head: (key) =>
      reachable(async () => {
        const found = await statFile(pathOf(key));
        return found === null ? null : { sizeBytes: found };
      }),
    delete: (key) => reachable(() => rm(pathOf(key), { force: true })),
    list: (prefix, cursor) => reachable(() => listKeys(folder, prefix, cursor)),
    startParts: async () => noParts,
    putPart: (parts, offsetBytes, bytes) =>
      reachable(async () => {
        await writeAt(pathOf(parts.id), offsetBytes, bytes);
        return noParts;
      }),
    readParts: (parts, sizeBytes) =>
      reachableBytes(() => openStream(pathOf(parts.id), { startByte: 0, endByte: sizeBytes - 1 })),
    completeParts: ({ id, key, lengthBytes }) =>
      reachable(() => moveWhole(pathOf(id), pathOf(key), lengthBytes)),
    abortParts: (parts) => reachable(() => rm(pathOf(parts.id), { force: true })),
  };
}

async function writeExpected(
  file: FileHandle,
  bytes: AsyncIterable<Uint8Array>,
  expected: Expected,
): Promise<void> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    sizeBytes += chunk.length;
    await file.writeFile(chunk);
  }
  if (sizeBytes !== expected.sizeBytes || !timingSafeEqual(hash.digest(), expected.sha256)) {
    throw new GalleryError("ORIGINAL_CORRUPT", { detail: `${sizeBytes} bytes were written` });
  }
}

async function writeAt(
  path: string,
  offsetBytes: number,
  bytes: readonly Uint8Array[],
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // Neither emptied, as with "w", nor written at its end whatever the place, as with "a".
  await using file = await openOrCreate(path);
  const wanted = bytes.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await file.writev([...bytes], offsetBytes);
  if (bytesWritten !== wanted) throw new Error(`${bytesWritten} of ${wanted} bytes were written`);
  await file.datasync();
  if (offsetBytes === 0) await syncFolder(dirname(path));
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
    return await open(path, "wx+", 0o640);
  }
}

/**
 * A replica may have been killed right after it moved the file, or another one finishes the same upload meanwhile: then it
 * stands where it belongs.
 */
async function moveWhole(from: string, to: string, sizeBytes: number): Promise<void> {
  if ((await statFile(from)) === null && (await statFile(to)) === sizeBytes) return;
  await mkdir(dirname(to), { recursive: true });
  try {
    await using file = await open(from, "r+");
    // Bytes past the end are those of a request whose offset was never saved.
    await file.truncate(sizeBytes);
    await file.sync();
    await rename(from, to);
  } catch (error) {
    if (!isCode(error, "ENOENT") || (await statFile(to)) !== sizeBytes) throw error;
  }
  await syncFolder(dirname(to));
}

async function openStream(path: string, range: ByteRange | undefined): Promise<Readable | null> {
  const bounds = range === undefined ? {} : { start: range.startByte, end: range.endByte };
  if ((await statFile(path)) === null) return null;
  const file = await open(path, "r");
  return createReadStream(path, { ...bounds, fd: file });
}

async function statFile(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return null;
    throw error;
  }
}

async function listKeys(
  folder: string,
  prefix: string,
  cursor: string | null,
): Promise<readonly StoredObject[]> {
  const found: StoredObject[] = [];
  const all = listFolder(folder, prefix, cursor, (name) => !name.startsWith(unfinished));
  for await (const object of all) if (found.push(object) === listedAtOnce) break;
  return found;
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && Reflect.get(error, "code") === code;
}
