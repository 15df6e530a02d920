import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Where a replica keeps what it has loaded, and under which name. */
export interface CachePlace {
  readonly folder: string;
  /** The same each time this replica starts, and no other's. */
  readonly name: string;
  /** Of the program that writes it: another build drops what this one wrote. */
  readonly buildId: string;
}

/**
 * The files of one replica, `<name>.<number>.sqlite`. A load that begins anew takes a new number: the one before is read until its last
 * request has ended.
 */
export interface CacheFiles {
  /** The one that was written last; null where there is none. Older ones, which a process that was killed has left, are taken away. */
  newest(): string | null;
  /** A path that nothing has. Throws where the folder cannot be made. */
  next(): string;
  /** Takes a file away, with all that SQLite keeps beside it. */
  drop(path: string): void;
  dropAll(): void;
}

export function cacheFiles({ folder, name }: Pick<CachePlace, "folder" | "name">): CacheFiles {
  function numbers(): number[] {
    mkdirSync(folder, { recursive: true });
    return readdirSync(folder)
      .filter((file) => file.startsWith(`${name}.`) && file.endsWith(".sqlite"))
      .map((file) => Number(file.slice(name.length + 1, -".sqlite".length)))
      .filter(Number.isSafeInteger)
      .sort((left, right) => right - left);
  }
  const pathOf = (number: number) => join(folder, `${name}.${number}.sqlite`);
  function drop(path: string): void {
    for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(`${path}${end}`, { force: true });
  }
  return {
    newest() {
      const [number, ...older] = numbers();
      for (const one of older) drop(pathOf(one));
      return number === undefined ? null : pathOf(number);
    },
    next: () => pathOf((numbers()[0] ?? 0) + 1),
    drop,
    dropAll() {
      for (const number of numbers()) drop(pathOf(number));
    },
  };
}
