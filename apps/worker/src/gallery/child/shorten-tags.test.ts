import sharp from "sharp";
import { expect, test } from "vitest";
import { readTags } from "./read-tags.ts";
import { shortenTags } from "./shorten-tags.ts";

const jpegMark = "Exif\0\0";
const rational = 5;

/** What a camera writes, and where in it this tag's entry begins. */
async function blockWith(tag: number): Promise<{ block: Buffer; entry: number }> {
  const create = { width: 8, height: 8, channels: 3, background: "#456" } as const;
  const photo = await sharp({ create })
    .jpeg()
    .withExif({ IFD0: { Make: "Maker" }, IFD2: { FNumber: "28/10", ISOSpeedRatings: "200" } })
    .toBuffer();
  const { exif = Buffer.alloc(0) } = await sharp(photo).metadata();
  const block = exif.subarray(jpegMark.length);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(tag);
  head.writeUInt16LE(rational, 2);
  return { block, entry: block.indexOf(head) };
}

test("a tag that claims more values than there are bytes has none, and all others stay", async () => {
  const { block, entry } = await blockWith(0x829d);
  expect(block.toString("latin1", 0, 2)).toBe("II");
  expect(await readTags({ exif: block })).toMatchObject({ FNumber: 2.8, Make: "Maker" });
  expect(shortenTags(block)).toEqual(block);
  // As many as make a list that is filled at once, and too large for a decoder.
  block.writeUInt32LE(25_000_000, entry + 4);
  expect(shortenTags(block).readUInt32LE(entry + 4)).toBe(0);
  expect(await readTags({ exif: block })).toMatchObject({ ISO: 200, Make: "Maker" });
});

test("a block that is cut off anywhere, or leads in a circle, is gone through all the same", async () => {
  const { block } = await blockWith(0x829d);
  for (let length = 0; length < block.length; length += 1) {
    expect(shortenTags(block.subarray(0, length))).toHaveLength(length);
  }
  const circle = Buffer.from(block);
  const pointer = circle.indexOf(Buffer.from([0x69, 0x87]));
  circle.writeUInt32LE(circle.readUInt32LE(4), pointer + 8);
  expect(shortenTags(circle)).toEqual(circle);
});
