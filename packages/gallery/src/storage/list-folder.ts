import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { StoredObject } from "./driver.ts";

/**
 * Files under a folder as keys, in the order of their names' characters, beginning after `cursor`. Folders that lie
 * wholly before it, or beside the prefix, are not opened: a long list is read page by page without reading it all.
 */
export async function* listFolder(
  folder: string,
  prefix: string,
  cursor: string | null,
  isShown: (name: string) => boolean,
): AsyncGenerator<StoredObject> {
  async function* walk(inside: string): AsyncGenerator<StoredObject> {
    for (const entry of await readSorted(join(folder, inside))) {
      const key = `${inside}${entry.name}${entry.isDirectory() ? "/" : ""}`;
      if (entry.isDirectory()) {
        const isBeside = !key.startsWith(prefix) && !prefix.startsWith(key);
        const isBefore = cursor !== null && key < cursor && !cursor.startsWith(key);
        if (!isBeside && !isBefore) yield* walk(key);
        continue;
      }
      const isAsked = entry.isFile() && key.startsWith(prefix) && isShown(entry.name);
      if (!isAsked || (cursor !== null && key <= cursor)) continue;
      const found = await orNull(stat(join(folder, key)));
      if (found === null) continue;
      yield { key, sizeBytes: found.size, modifiedAtMs: found.mtimeMs };
    }
  }
  yield* walk("");
}

async function readSorted(folder: string): Promise<Dirent[]> {
  const entries = (await orNull(readdir(folder, { withFileTypes: true }))) ?? [];
  const nameOf = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
  return entries.sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
}

/** What was deleted while it was being listed is not there. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "ENOENT") return null;
    throw error;
  }
}
