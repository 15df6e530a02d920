import { findBox } from "./find-box.ts";

/** Marks of metadata that are long enough never to come about by chance in compressed pixels. */
export const marks = [
  "Exif\0\0",
  "http://ns.adobe.com/xap",
  "<x:xmpmeta",
  "Photoshop 3.0",
  "ISO6709",
] as const;

/** Chunks of a WebP that hold pixels, or say how they lie. */
const pixelChunks: ReadonlySet<string> = new Set(["VP8 ", "VP8L", "VP8X", "ALPH"]);

/**
 * What in a rendition is not pixels, by its name; null when there is nothing. Asked of the very bytes that strangers are
 * to get, so that no encoder's habit decides what they learn.
 */
export function findLeak(rendition: Uint8Array): string | null {
  const bytes = Buffer.from(rendition.buffer, rendition.byteOffset, rendition.length);
  const isBoxes = bytes.toString("latin1", 4, 8) === "ftyp";
  return findMark(bytes) ?? (isBoxes ? findBox(bytes) : findChunk(bytes));
}

/** The first mark of metadata in these bytes; null when there is none. */
export function findMark(bytes: Buffer): string | null {
  return marks.find((mark) => bytes.includes(mark, 0, "latin1")) ?? null;
}

const headBytes = 12;

function findChunk(bytes: Buffer): string | null {
  const isWebp =
    bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP";
  if (!isWebp || bytes.readUInt32LE(4) + 8 !== bytes.length) return "another container";
  let at = headBytes;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) return "bytes behind the last chunk";
    const name = bytes.toString("latin1", at, at + 4);
    if (!pixelChunks.has(name)) return name;
    const sizeBytes = bytes.readUInt32LE(at + 4);
    at += 8 + sizeBytes + (sizeBytes % 2);
  }
  return at === bytes.length ? null : "a chunk that is cut off";
}
