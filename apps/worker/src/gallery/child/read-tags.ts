import type { RawTags } from "@homeport/gallery/decode";
import exifr from "exifr";

const jpegMark = "Exif\0\0";

/** What is read: no thumbnail, maker's notes or colour profile, and nothing turned into dates of this process's zone. */
const options = {
  tiff: true,
  exif: true,
  gps: true,
  ifd1: false,
  interop: false,
  makerNote: false,
  userComment: false,
  xmp: false,
  iptc: false,
  icc: false,
  jfif: false,
  ihdr: false,
  mergeOutput: true,
  translateKeys: true,
  translateValues: false,
  reviveValues: false,
  sanitize: true,
} as const;

/** The tags of an EXIF block as JPEG, WebP and AVIF carry it, or PNG; none of a block that cannot be read. */
export async function readTags(block: Buffer | undefined): Promise<RawTags> {
  if (block === undefined) return {};
  const isMarked = block.toString("latin1", 0, jpegMark.length) === jpegMark;
  try {
    return (await exifr.parse(isMarked ? block.subarray(jpegMark.length) : block, options)) ?? {};
  } catch {
    // A broken block is common, and says nothing of the pixels.
    return {};
  }
}
