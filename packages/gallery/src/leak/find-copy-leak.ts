import { exifMark, orientationTiff } from "../clean/orientation.ts";
import { marks } from "./find-leak.ts";

/** How far before a mark, and from where it begins, has to be seen to tell whether it is let through. */
const behindBytes = 14;
const block = (orientation: number) =>
  Buffer.concat([Buffer.from(exifMark, "latin1"), orientationTiff(orientation)]);
const aheadBytes = block(1).length;

/**
 * The first mark of metadata in a copy that others are to have, read as it comes; null when there is none. It asks the
 * very bytes, whoever made them. Let through are the one block of EXIF that says how the photo lies (1 to 8), byte for
 * byte, and the name of such a block in an AVIF's list of items: the list says that there is one, and the block is blank.
 */
export async function findCopyLeak(
  chunks: AsyncIterable<Uint8Array>,
  orientation: number,
): Promise<string | null> {
  const ours = block(orientation);
  let window = Buffer.alloc(0);
  let from = 0;
  for await (const chunk of chunks) {
    window = Buffer.concat([window, chunk]);
    const until = Math.max(from, window.length - aheadBytes);
    const found = findBetween(window, from, until, ours);
    if (found !== null) return found;
    const keptFrom = Math.max(0, until - behindBytes);
    window = window.subarray(keptFrom);
    from = until - keptFrom;
  }
  return findBetween(window, from, window.length, ours);
}

function findBetween(bytes: Buffer, from: number, until: number, ours: Buffer): string | null {
  for (const mark of marks) {
    let at = bytes.indexOf(mark, from, "latin1");
    while (at !== -1 && at < until) {
      if (mark !== exifMark || !(isOurs(bytes, at, ours) || isItemName(bytes, at))) return mark;
      at = bytes.indexOf(mark, at + 1, "latin1");
    }
  }
  return null;
}

function isOurs(bytes: Buffer, at: number, ours: Buffer): boolean {
  return bytes.subarray(at, at + ours.length).equals(ours);
}

/** `infe`, version and flags in 4 bytes, the item's id in 2 or 4, its protection in 2, and then its type. */
function isItemName(bytes: Buffer, at: number): boolean {
  const named = (distance: number) =>
    at >= distance && bytes.toString("latin1", at - distance, at - distance + 4) === "infe";
  return named(12) || named(behindBytes);
}
