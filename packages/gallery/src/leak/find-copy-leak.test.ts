import { expect, test } from "vitest";
import { exifMark, orientationTiff } from "../clean/orientation.ts";
import { findCopyLeak } from "./find-copy-leak.ts";

const pixels = Buffer.alloc(200, 0x55);
const block = (orientation: number) =>
  Buffer.concat([Buffer.from(exifMark, "latin1"), orientationTiff(orientation)]);
const itemName = (idBytes: number) =>
  Buffer.concat([
    Buffer.from("infe\u0002\0\0\0", "latin1"),
    Buffer.alloc(idBytes + 2),
    Buffer.from("Exif\0\0\0\0", "latin1"),
  ]);

async function findIn(bytes: Buffer, chunkBytes: number): Promise<string | null> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  return await findCopyLeak(chunks(), 6);
}

test.each([
  ["pixels alone", pixels, null],
  ["how the photo lies", Buffer.concat([pixels, block(6), pixels]), null],
  ["how another photo lies", Buffer.concat([pixels, block(3), pixels]), exifMark],
  [
    "a block of which more follows than how it lies",
    Buffer.concat([pixels, block(6).fill(1, 20)]),
    exifMark,
  ],
  ["the name of a block in a list of items", Buffer.concat([pixels, itemName(2), pixels]), null],
  ["the same with a longer id", Buffer.concat([pixels, itemName(4), pixels]), null],
  [
    "the block itself behind its name",
    Buffer.concat([itemName(2), pixels, Buffer.from("Exif\0\0MM\0*")]),
    exifMark,
  ],
  [
    "XMP",
    Buffer.concat([pixels, Buffer.from("http://ns.adobe.com/xap/1.0/")]),
    "http://ns.adobe.com/xap",
  ],
  ["XMP at the very end", Buffer.concat([pixels, Buffer.from("<x:xmpmeta")]), "<x:xmpmeta"],
])("%s is judged alike, however it comes in pieces", async (_what, bytes, leak) => {
  for (const chunkBytes of [1, 7, 13, 64, 1_000]) {
    expect(await findIn(bytes, chunkBytes), `${chunkBytes} bytes`).toBe(leak);
  }
});
