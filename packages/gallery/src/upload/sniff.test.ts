import { expect, test } from "vitest";
import { sniffFormat } from "./sniff.ts";

const iso = (major: string, ...compatible: string[]) => {
  const body = Buffer.from(`ftyp${major}\0\0\0\0${compatible.join("")}`, "latin1");
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length + 4);
  return Buffer.concat([size, body, Buffer.from("mdat avif")]);
};

test.each([
  ["a JPEG", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), "jpeg"],
  ["a PNG", Buffer.from("\x89PNG\r\n\x1a\n\0\0", "latin1"), "png"],
  ["a WebP", Buffer.from("RIFF\x10\0\0\0WEBPVP8 ", "latin1"), "webp"],
  ["a GIF", Buffer.from("GIF89a\x01\0"), "gif"],
  ["an AVIF", iso("avif", "mif1"), "avif"],
  ["an AVIF that says so second", iso("mif1", "miaf", "avif"), "avif"],
  ["HEIC", iso("heic", "mif1", "heic"), "heic"],
  ["a HEIC that says so second", iso("mif1", "miaf", "heix"), "heic"],
  ["a picture of that family", iso("mif1"), "heic"],
  ["a film", iso("qt  "), null],
  ["SVG", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), null],
  ["TIFF", Buffer.from("II*\0\x08\0\0\0"), null],
  ["PDF", Buffer.from("%PDF-1.7"), null],
  ["another RIFF", Buffer.from("RIFF\x10\0\0\0WAVEfmt ", "latin1"), null],
  ["nothing", Buffer.alloc(0), null],
  ["a first box that claims to be long", Buffer.from("\xff\xff\xff\xffftypqt  ", "latin1"), null],
])("%s is told by its first bytes", (_what, head, format) => {
  expect(sniffFormat(head)).toBe(format);
});
