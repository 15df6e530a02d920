import { type FileHandle, open, stat } from "node:fs/promises";

const newline = 0x0a;

/**
 * Reads a log file as it grows, line by line. When another file has its name, as happens when a full one
 * is set aside, the one of before is read to its end first.
 */
export class GrowingFile implements AsyncDisposable {
  readonly #path: string;
  #handle: FileHandle | null = null;
  #inode = -1;
  #offset = 0;
  /** The begin of a line whose end has not been written yet. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** The lines that were completed since the last call; none while the file is not there. */
  async readLines(): Promise<string[]> {
    const inode = await inodeOf(this.#path);
    const lines = await this.#readOn();
    if (inode === null || inode === this.#inode) return lines;
    await this.#close();
    this.#handle = await open(this.#path, "r");
    this.#inode = (await this.#handle.stat()).ino;
    lines.push(...(await this.#readOn()));
    return lines;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }

  async #readOn(): Promise<string[]> {
    if (this.#handle === null) return [];
    const { size } = await this.#handle.stat();
    if (size <= this.#offset) return [];
    const added = Buffer.alloc(size - this.#offset);
    const { bytesRead } = await this.#handle.read(added, 0, added.length, this.#offset);
    this.#offset += bytesRead;
    const bytes = Buffer.concat([this.#rest, added.subarray(0, bytesRead)]);
    const end = bytes.lastIndexOf(newline) + 1;
    this.#rest = bytes.subarray(end);
    return end === 0 ? [] : bytes.toString("utf8", 0, end - 1).split("\n");
  }

  async #close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
    this.#inode = -1;
    this.#offset = 0;
    this.#rest = Buffer.alloc(0);
  }
}

async function inodeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).ino;
  } catch {
    return null;
  }
}
