import { open } from "node:fs/promises";
import { isErrno } from "../state/private-file.ts";
import { logFiles } from "./log-files.ts";

/** What leaves of a log at most, whatever was asked for. */
const maxTailBytes = 256 * 1024;
const maxLineChars = 8_192;

/** The newest lines of a log folder, oldest first: at most `lines` of them, and at most 256 KiB. */
export function tailLog(input: {
  readonly folder: string;
  readonly lines: number;
  readonly maxBytes?: number;
}): Promise<string[]> {
  const { folder, ...how } = input;
  return tailFiles({ files: logFiles({ folder }), ...how });
}

/** The same of files that follow one another, oldest first, whether they exist or not. */
export async function tailFiles(input: {
  readonly files: readonly string[];
  readonly lines: number;
  readonly maxBytes?: number;
}): Promise<string[]> {
  const { files, lines, maxBytes = maxTailBytes } = input;
  let tail: string[] = [];
  let leftBytes = maxBytes;
  for (const file of [...files].reverse()) {
    const text = await readEnd(file, leftBytes);
    if (text === null) break;
    leftBytes -= text.bytes;
    tail = [...text.lines, ...tail].slice(-lines);
    // A file that was cut has older lines than these, and so has every file before it.
    if (text.cut || tail.length >= lines || leftBytes <= 0) break;
  }
  return tail.map((line) => line.slice(0, maxLineChars));
}

interface End {
  readonly lines: string[];
  readonly bytes: number;
  /** Something stands before these lines. */
  readonly cut: boolean;
}

/** The whole lines at the end of a file; null when there is no such file. */
async function readEnd(file: string, maxBytes: number): Promise<End | null> {
  try {
    await using handle = await open(file, "r");
    const { size } = await handle.stat();
    const from = Math.max(0, size - maxBytes);
    const buffer = Buffer.alloc(size - from);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
    const all = buffer.toString("utf8", 0, bytesRead).split("\n");
    const whole = from === 0 ? all : all.slice(1);
    return { lines: whole.filter((line) => line !== ""), bytes: bytesRead, cut: from > 0 };
  } catch (error) {
    if (isErrno(error, "ENOENT")) return null;
    throw error;
  }
}
