import { damaged } from "./damaged.ts";
import { type Orientation, orientationTiff } from "./orientation.ts";

const pixelChunks: ReadonlySet<string> = new Set([
  ...["VP8 ", "VP8L", "VP8X", "ALPH", "ICCP", "ANIM", "ANMF"],
]);
const frameHeadBytes = 16;
/** What the head of an extended file says that it has: EXIF, and XMP. */
const exifFlag = 0x08;
const xmpFlag = 0x04;

/** The chunks of a WebP that make its pixels, sizes and flags set right; EXIF, XMP and unknown chunks are left out. */
export function cleanWebp(bytes: Buffer, orientation: Orientation): Buffer[] {
  const isWebp =
    bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP";
  if (!isWebp) throw damaged("no WebP");
  const end = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  const kept = keepChunks(bytes.subarray(12, end));
  const extended = kept.find((part) => nameOf(part) === "VP8X");
  const isTurned = orientation !== 1 && extended !== undefined;
  const parts = kept.map((part) => (part === extended ? setFlags(part, isTurned) : part));
  if (isTurned) parts.push(chunk("EXIF", orientationTiff(orientation)));
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(4 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return [head, ...parts];
}

function keepChunks(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) throw damaged("a chunk that is cut off");
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > bytes.length) throw damaged("a chunk that is cut off");
    const part = bytes.subarray(at, end);
    const name = nameOf(part);
    if (name === "ANMF") parts.push(cleanFrame(part, length));
    else if (pixelChunks.has(name)) parts.push(part);
    at = end;
  }
  return parts;
}

/** A frame of a film is a list of chunks itself. */
function cleanFrame(part: Buffer, length: number): Buffer {
  const body = part.subarray(8, 8 + length);
  const chunks = keepChunks(body.subarray(frameHeadBytes));
  return chunk("ANMF", Buffer.concat([body.subarray(0, frameHeadBytes), ...chunks]));
}

function setFlags(part: Buffer, isTurned: boolean): Buffer {
  const extended = Buffer.from(part);
  const flags = extended.readUInt8(8) & ~(exifFlag | xmpFlag);
  extended.writeUInt8(flags | (isTurned ? exifFlag : 0), 8);
  return extended;
}

function nameOf(part: Buffer): string {
  return part.toString("latin1", 0, 4);
}

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.from(`${name}\0\0\0\0`, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat(body.length % 2 === 0 ? [head, body] : [head, body, Buffer.alloc(1)]);
}
