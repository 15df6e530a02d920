import { cleanCopy } from "@homeport/gallery/decode";
import exifr from "exifr";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { type TaggedFormat, tagged, taggedFormats, taggedSecrets } from "../../test/tagged.ts";

async function clean(format: TaggedFormat, bytes: Buffer, orientation: number): Promise<Buffer> {
  return Buffer.concat(cleanCopy(format, bytes, orientation));
}

/** Upright, as a person sees it. */
async function pixelsOf(bytes: Buffer): Promise<Buffer> {
  return await sharp(bytes, { animated: false }).autoOrient().raw().toBuffer();
}

describe.each(taggedFormats)("a clean copy of a %s", (format) => {
  test.each([1, 6])("has identical pixels and stands upright, lying %i", async (orientation) => {
    const photo = await tagged(format, { seed: orientation, orientation });
    const copy = await clean(format, photo.bytes, photo.orientation);
    expect((await pixelsOf(copy)).equals(await pixelsOf(photo.bytes))).toBe(true);
    const [before, after] = [await sharp(photo.bytes).metadata(), await sharp(copy).metadata()];
    expect([after.width, after.height]).toEqual([before.width, before.height]);
    expect(after.icc?.length ?? 0).toBe(before.icc?.length ?? 0);
  });

  test("tells nothing that its file told", async () => {
    const photo = await tagged(format, { seed: 3, orientation: 6 });
    for (const secret of taggedSecrets(3)) {
      expect(photo.bytes.includes(secret), `the test's own file has ${secret}`).toBe(true);
    }
    const copy = await clean(format, photo.bytes, photo.orientation);
    for (const secret of taggedSecrets(3)) expect(copy.includes(secret), secret).toBe(false);
  });

  test("that breaks off anywhere is refused or shorter, and never runs on", async () => {
    const { bytes } = await tagged(format, { seed: 4, orientation: 1 });
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 97)) {
      const outcome = await clean(format, bytes.subarray(0, at), 1).then(
        (copy) => copy.length <= at + 64,
        (error: unknown) => error instanceof Error && Reflect.get(error, "code"),
      );
      expect([true, "IMAGE_DAMAGED"], `${at} of ${bytes.length}`).toContain(outcome);
    }
  });
});

test("what stands behind a JPEG's own end is left out, embedded previews as well", async () => {
  const { bytes } = await tagged("jpeg", { seed: 5, orientation: 1 });
  const film = Buffer.concat([bytes, Buffer.from("ftypmp42 a film with a place in it")]);
  const copy = await clean("jpeg", film, 1);
  expect(copy.equals(await clean("jpeg", bytes, 1))).toBe(true);
  expect(copy.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
});

test("words among the pixels themselves are found, and nothing is given out", async () => {
  const { bytes } = await tagged("jpeg", { seed: 6, orientation: 1 });
  const end = bytes.length - 2;
  const words = Buffer.from("http://ns.adobe.com/xap/1.0/");
  const hostile = Buffer.concat([bytes.subarray(0, end), words, bytes.subarray(end)]);
  await expect(clean("jpeg", hostile, 1)).rejects.toMatchObject({
    code: "METADATA_LEAK",
    message: "http://ns.adobe.com/xap",
  });
});

const inputs = process.env["FULL"] === "1" ? 200 : 15;

test(`no parser finds anything in clean copies of ${inputs} tagged files but how they lie`, async () => {
  for (let seed = 10; seed < 10 + inputs; seed += 1) {
    const format = taggedFormats[seed % taggedFormats.length] ?? "jpeg";
    const photo = await tagged(format, { seed, orientation: 1 + (seed % 8) });
    const copy = await clean(format, photo.bytes, photo.orientation);
    const told = (await readTags(copy)) ?? {};
    expect(
      Object.keys(told).filter((tag) => !allowed.has(tag)),
      `${format} ${seed}`,
    ).toEqual([]);
  }
});

/** What describes pixels, and the one tag that is let through. */
const allowed: ReadonlySet<string> = new Set([
  ...["Orientation", "ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression"],
  ...["Filter", "Interlace", "ProfileName"],
  // What it says of a block that is there and was blanked.
  "errors",
]);

async function readTags(bytes: Buffer): Promise<Record<string, unknown> | undefined> {
  const blocks = { tiff: true, exif: true, gps: true, xmp: true, iptc: true, ifd1: true } as const;
  try {
    return await exifr.parse(bytes, { ...blocks, icc: false, jfif: false, translateKeys: true });
  } catch {
    // It knows no GIF and no WebP; the search for the secrets themselves does.
    return undefined;
  }
}

test("the reader that finds nothing in copies finds it all in the files that they were made of", async () => {
  const { bytes } = await tagged("jpeg", { seed: 7, orientation: 6 });
  expect(await readTags(bytes)).toMatchObject({
    Make: expect.any(String),
    latitude: expect.any(Number),
  });
});
