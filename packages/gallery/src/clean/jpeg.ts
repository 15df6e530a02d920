import { damaged } from "./damaged.ts";
import { exifMark, type Orientation, orientationTiff } from "./orientation.ts";

const soi = Buffer.from([0xff, 0xd8]);
const eoi = Buffer.from([0xff, 0xd9]);
/** JFIF without the thumbnail that it may carry. */
const jfifBytes = 14;

/**
 * The parts of a JPEG that make its pixels: JFIF, ICC and Adobe segments, frames and scans, up to the image's own end.
 * Comments, EXIF, XMP, IPTC, embedded previews, depth images and whatever stands behind are left out, and what is kept is
 * the very bytes. An image that does not lie upright gets an EXIF block that says so, and nothing else.
 */
export function cleanJpeg(bytes: Buffer, orientation: Orientation): Buffer[] {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) throw damaged("no JPEG");
  const parts: Buffer[] = [soi];
  let at = 2;
  let isTurned = orientation === 1;
  for (;;) {
    const { code, from } = readMarker(bytes, at);
    // EXIF comes before frames, and behind JFIF, which has to be first.
    if (!isTurned && code !== 0xe0) {
      parts.push(turnSegment(orientation));
      isTurned = true;
    }
    if (code === 0xd9) return [...parts, eoi];
    const length = from + 4 <= bytes.length ? bytes.readUInt16BE(from + 2) : 0;
    const end = from + 2 + length;
    if (length < 2 || end > bytes.length) throw damaged("a segment that is cut off");
    const kept = keepSegment(code, bytes.subarray(from, end));
    if (kept !== null) parts.push(kept);
    at = end;
    if (code !== 0xda) continue;
    const next = endOfScan(bytes, end);
    parts.push(bytes.subarray(end, next));
    at = next;
    // A file that breaks off in its last scan keeps what it has.
    if (next === bytes.length) return [...parts, eoi];
  }
}

/** The next marker; fill bytes before it are no part of it. */
function readMarker(bytes: Buffer, at: number): { code: number; from: number } {
  if (bytes[at] !== 0xff) throw damaged("no marker where one has to be");
  let from = at;
  while (bytes[from + 1] === 0xff) from += 1;
  const code = bytes[from + 1];
  if (code === undefined || code === 0) throw damaged("no marker where one has to be");
  return { code, from };
}

function keepSegment(code: number, segment: Buffer): Buffer | null {
  const begins = (mark: string) => segment.toString("latin1", 4, 4 + mark.length) === mark;
  if (code === 0xe0) return begins("JFIF\0") ? withoutThumbnail(segment) : null;
  if (code === 0xe2) return begins("ICC_PROFILE\0") ? segment : null;
  if (code === 0xee) return begins("Adobe") ? segment : null;
  const isApplication = code >= 0xe0 && code <= 0xef;
  const isPixels = code >= 0xc0 && code <= 0xdf;
  return isPixels && !isApplication ? segment : null;
}

function withoutThumbnail(segment: Buffer): Buffer {
  if (segment.length < 2 + 2 + jfifBytes) throw damaged("a JFIF segment that is too short");
  const kept = Buffer.from(segment.subarray(0, 4 + jfifBytes));
  kept.writeUInt16BE(2 + jfifBytes, 2);
  kept.writeUInt16BE(0, 4 + jfifBytes - 2);
  return kept;
}

/** Where the marker behind a scan's bytes is: not a stuffed zero, not a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && at + 1 < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    const isOfScan = next === 0 || (next >= 0xd0 && next <= 0xd7);
    if (!isOfScan && next !== 0xff) return at;
    at = bytes.indexOf(0xff, next === 0xff ? at + 1 : at + 2);
  }
  return bytes.length;
}

function turnSegment(orientation: Orientation): Buffer {
  const body = Buffer.concat([Buffer.from(exifMark, "latin1"), orientationTiff(orientation)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(2 + body.length, 2);
  return Buffer.concat([head, body]);
}
