import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { matchesGlob } from "node:path";

/** A name is bytes, and need not be text: what is opened is `path`, what people see is `name`. */
export interface FoundFile {
  readonly path: Buffer;
  /** From the folder on, with slashes. */
  readonly relative: Buffer;
  readonly name: string;
}

export interface WalkOptions {
  /** Only what one of these matches; everything when there is none. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** What could not be looked into. */
  onUnreadable(relative: Buffer, error: unknown): void;
}

const slash = Buffer.from("/");
const dot = ".".charCodeAt(0);

/**
 * Files under a folder in the order of their names, as it was when each folder was opened. What begins with a dot is
 * left out; a link to a file is followed while it stays inside, a link to a folder never.
 */
export async function* walkPhotos(root: string, options: WalkOptions): AsyncGenerator<FoundFile> {
  const inside = await realpath(root);

  async function* walk(folder: Buffer, relative: Buffer): AsyncGenerator<FoundFile> {
    let entries: Dirent<Buffer>[];
    try {
      entries = await readdir(folder, { withFileTypes: true, encoding: "buffer" });
    } catch (error) {
      options.onUnreadable(relative, error);
      return;
    }
    entries.sort((left, right) => Buffer.compare(left.name, right.name));
    for (const entry of entries) {
      if (entry.name[0] === dot) continue;
      const path = Buffer.concat([folder, slash, entry.name]);
      const from =
        relative.length === 0 ? entry.name : Buffer.concat([relative, slash, entry.name]);
      if (entry.isDirectory()) yield* walk(path, from);
      else if (isWanted(from.toString(), options) && (await isFileInside(entry, path, inside))) {
        yield { path, relative: from, name: from.toString() };
      }
    }
  }

  yield* walk(Buffer.from(inside), Buffer.alloc(0));
}

function isWanted(name: string, { include, exclude }: WalkOptions): boolean {
  const matches = (glob: string) => matchesGlob(name, glob) || matchesGlob(name, `**/${glob}`);
  return (include.length === 0 || include.some(matches)) && !exclude.some(matches);
}

async function isFileInside(entry: Dirent<Buffer>, path: Buffer, root: string): Promise<boolean> {
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) return false;
  try {
    const target = await realpath(path);
    return target.startsWith(`${root}/`) && (await stat(path)).isFile();
  } catch {
    return false;
  }
}
