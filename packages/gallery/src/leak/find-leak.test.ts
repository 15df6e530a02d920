import { expect, test } from "vitest";
import { findLeak } from "./find-leak.ts";

function chunk(name: string, body: string): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, Buffer.from(body, "latin1"), Buffer.alloc(body.length % 2)]);
}

function webp(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from("WEBP"), ...chunks]);
  const head = Buffer.alloc(8);
  head.write("RIFF");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

test("pixels alone are no leak", () => {
  expect(
    findLeak(webp(chunk("VP8X", "flags"), chunk("ALPH", "a"), chunk("VP8 ", "pixels"))),
  ).toBeNull();
});

test.each([
  ["EXIF", webp(chunk("VP8 ", "pixels"), chunk("EXIF", "II*")), "EXIF"],
  ["XMP", webp(chunk("VP8 ", "pixels"), chunk("XMP ", "<x/>")), "XMP "],
  ["a colour profile", webp(chunk("ICCP", "profile"), chunk("VP8 ", "pixels")), "ICCP"],
  ["EXIF inside the pixels", webp(chunk("VP8 ", "Exif\0\0II*")), "Exif\0\0"],
  ["XMP inside the pixels", webp(chunk("VP8 ", '<x:xmpmeta xmlns:x="">')), "<x:xmpmeta"],
  [
    "bytes behind the end",
    Buffer.concat([webp(chunk("VP8 ", "p")), Buffer.from("x")]),
    "another container",
  ],
  ["another container", Buffer.from("\xff\xd8\xff\xe0 JFIF", "latin1"), "another container"],
  ["a chunk cut off", webp(chunk("VP8 ", "pixels").subarray(0, 10)), "a chunk that is cut off"],
])("%s is one", (_what, bytes, leak) => {
  expect(findLeak(bytes)).toBe(leak);
});
