import { crc32 } from "node:zlib";
import { damaged } from "./damaged.ts";
import { type Orientation, orientationTiff } from "./orientation.ts";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Chunks that make pixels, their colours or their movement. All others are words about them. */
const pixelChunks: ReadonlySet<string> = new Set([
  ...["IHDR", "PLTE", "IDAT", "IEND", "tRNS"],
  ...["gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs", "cICP", "mDCV", "cLLI"],
  ...["acTL", "fcTL", "fdAT"],
]);

/** The chunks of a PNG that make its pixels, up to its end; texts, times, EXIF and what stands behind are left out. */
export function cleanPng(bytes: Buffer, orientation: Orientation): Buffer[] {
  if (!bytes.subarray(0, signature.length).equals(signature)) throw damaged("no PNG");
  const parts: Buffer[] = [signature];
  let at = signature.length;
  for (;;) {
    if (at + 12 > bytes.length) throw damaged("a chunk that is cut off");
    const name = bytes.toString("latin1", at + 4, at + 8);
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) throw damaged("a chunk that is cut off");
    if (name === "IDAT" && orientation !== 1 && !parts.some((part) => isChunk(part, "IDAT"))) {
      parts.push(chunk("eXIf", orientationTiff(orientation)));
    }
    if (pixelChunks.has(name)) parts.push(bytes.subarray(at, end));
    at = end;
    if (name === "IEND") return parts;
  }
}

function isChunk(part: Buffer, name: string): boolean {
  return part.toString("latin1", 4, 8) === name;
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
