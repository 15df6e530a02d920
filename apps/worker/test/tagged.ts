import { crc32 } from "node:zlib";
import sharp from "sharp";

export const taggedFormats = ["jpeg", "png", "webp", "avif", "gif"] as const;
export type TaggedFormat = (typeof taggedFormats)[number];

export interface TaggedPhoto {
  readonly bytes: Buffer;
  /** As the decoder would read it; upright where the format has no way to say. */
  readonly orientation: number;
}

/** What no public byte may hold; another for each seed. */
export function taggedSecrets(seed: number): string[] {
  return [`SERIAL-${seed}-SECRET`, `OWNER-${seed}-SECRET`];
}

/** A small photo of one seed whose file says where, by whom and with what it was taken, in every way its format knows. */
export async function tagged(
  format: TaggedFormat,
  { seed, orientation }: { seed: number; orientation: number },
): Promise<TaggedPhoto> {
  const [serial = "", owner = ""] = taggedSecrets(seed);
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="${serial}" aux:OwnerName="${owner}"/></rdf:RDF></x:xmpmeta>`;
  const image = sharp(pixels(seed), { raw: { width: 48, height: 32, channels: 3 } })
    .withIccProfile("p3")
    .withExif({
      IFD0: { Make: "Maker", Model: "Pocket 2", Artist: owner, Orientation: String(orientation) },
      IFD2: { BodySerialNumber: serial, DateTimeOriginal: "2025:05:04 10:11:12" },
      IFD3: {
        ...{ GPSLatitudeRef: "S", GPSLatitude: `33/1 ${seed % 60}/1 0/1` },
        ...{ GPSLongitudeRef: "E", GPSLongitude: "151/1 12/1 0/1" },
      },
    })
    .withMetadata({ orientation })
    .withXmp(xmp);
  switch (format) {
    case "jpeg":
      return { bytes: withJpegWords(await image.jpeg().toBuffer(), seed), orientation };
    case "png":
      return { bytes: withPngText(await image.png().toBuffer(), seed), orientation };
    case "webp":
      return { bytes: await image.webp().toBuffer(), orientation };
    case "avif":
      return { bytes: await image.avif({ effort: 0 }).toBuffer(), orientation: 1 };
    case "gif":
      return { bytes: withGifComment(await image.gif().toBuffer(), seed), orientation: 1 };
  }
}

/** Something to compare: no two neighbours alike. */
function pixels(seed: number): Buffer {
  return Buffer.from(
    Array.from({ length: 48 * 32 * 3 }, (_, at) => (at * 7 + seed * 31 + (at >> 5)) % 256),
  );
}

function withJpegWords(jpeg: Buffer, seed: number): Buffer {
  const [serial = "", owner = ""] = taggedSecrets(seed);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    segment(0xfe, serial),
    segment(0xed, `Photoshop 3.0\0${owner}`),
    jpeg.subarray(2),
  ]);
}

function segment(code: number, text: string): Buffer {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(2 + text.length, 2);
  return Buffer.concat([head, Buffer.from(text, "latin1")]);
}

const pngHeadBytes = 33;

function withPngText(png: Buffer, seed: number): Buffer {
  const words = taggedSecrets(seed).map((secret) => {
    const named = Buffer.from(`tEXtComment\0${secret}`, "latin1");
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(named.length - 4);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  });
  return Buffer.concat([png.subarray(0, pngHeadBytes), ...words, png.subarray(pngHeadBytes)]);
}

/** In front of the trailer, where every reader still looks. */
function withGifComment(gif: Buffer, seed: number): Buffer {
  const comments = taggedSecrets(seed).map((secret) =>
    Buffer.concat([
      Buffer.from([0x21, 0xfe, secret.length]),
      Buffer.from(secret, "latin1"),
      Buffer.from([0]),
    ]),
  );
  return Buffer.concat([gif.subarray(0, -1), ...comments, Buffer.from([0x3b])]);
}
