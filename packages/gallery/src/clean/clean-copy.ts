import { findMark } from "../leak/find-leak.ts";
import { cleanAvif, itemList } from "./avif.ts";
import { Uncopied } from "./damaged.ts";
import { cleanGif } from "./gif.ts";
import { cleanJpeg } from "./jpeg.ts";
import { exifMark, type Orientation, orientationTiff } from "./orientation.ts";
import { cleanPng } from "./png.ts";
import { cleanWebp } from "./webp.ts";

export type CleanFormat = "jpeg" | "png" | "webp" | "avif" | "gif";

/**
 * A photo's own pixels, bit by bit, without anything that its file says beside them. Only containers are walked; nothing is
 * decoded. Throws IMAGE_DAMAGED for a file that cannot be walked, and METADATA_LEAK, with nothing given out, when words are
 * found in what would be.
 */
export function cleanCopy(
  format: CleanFormat,
  bytes: Uint8Array,
  orientation: Orientation,
): readonly Uint8Array[] {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts = walk(format, whole, orientation);
  for (const part of parts) {
    const mark = isOurs(part, orientation) || isItemList(part) ? null : findMark(part);
    if (mark !== null) throw new Uncopied("METADATA_LEAK", mark);
  }
  return parts;
}

function walk(format: CleanFormat, bytes: Buffer, orientation: Orientation): Buffer[] {
  try {
    switch (format) {
      case "jpeg":
        return cleanJpeg(bytes, orientation);
      case "png":
        return cleanPng(bytes, orientation);
      case "webp":
        return cleanWebp(bytes, orientation);
      case "avif":
        return cleanAvif(bytes);
      case "gif":
        return cleanGif(bytes);
    }
  } catch (error) {
    // A length that lies points behind the file.
    if (error instanceof RangeError) {
      throw new Uncopied("IMAGE_DAMAGED", error.message, { cause: error });
    }
    throw error;
  }
}

/** It names the kinds of its items, and holds none of them. */
function isItemList(part: Buffer): boolean {
  return part.toString("latin1", 4, 8) === itemList;
}

/** The one block of EXIF that is let through, byte for byte. */
function isOurs(part: Buffer, orientation: Orientation): boolean {
  const block = Buffer.concat([Buffer.from(exifMark, "latin1"), orientationTiff(orientation)]);
  return part.length === 4 + block.length && part.subarray(4).equals(block);
}
