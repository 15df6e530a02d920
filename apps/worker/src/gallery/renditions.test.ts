import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findLeak } from "@homeport/gallery";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import exifr from "exifr";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tagged, taggedFormats, taggedSecrets } from "../../test/tagged.ts";
import { createDecoder, type Decoder } from "./decoder.ts";
import { createDecoderEvents } from "./events.ts";

let folder: string;
let decoder: Decoder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-renditions-"));
  const events = createDecoderEvents({
    log: silentLog,
    metrics: createMetrics({ app: "test", version: "0" }),
  });
  decoder = createDecoder({ clock: systemClock, events });
});
afterAll(async () => {
  await decoder[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const limits = { maxPixels: 1_000_000, maxProgressivePixels: 1_000_000 };

/** What a decoder makes of a file in one step. */
async function render(bytes: Uint8Array, kind: "ingest" | "ladder" | "avif"): Promise<Buffer[]> {
  const source = join(folder, "source");
  await writeFile(source, bytes);
  const asked = {
    kind,
    source,
    described: null,
    readsDamaged: false,
    folder,
    limits,
    nowMs: Date.parse("2026-01-01"),
    avifEffort: 0,
  };
  const answer = await decoder.decode(asked, new AbortController().signal);
  if (!("files" in answer)) throw new Error(`Nobody asked for ${answer.kind}`);
  const format = kind === "avif" ? "avif" : "webp";
  return await Promise.all(
    answer.files.map(({ edge }) => readFile(join(folder, `${edge}.${format}`))),
  );
}

/** The corners of an upright photo from its top left on, clockwise. */
const colours = [
  [220, 30, 30],
  [30, 200, 30],
  [30, 30, 220],
  [230, 220, 40],
] as const;

/** For each orientation, which corner of the photo stands at the stored top left, top right, bottom right, bottom left. */
const storedCorners: readonly (readonly [number, number, number, number])[] = [
  [0, 1, 2, 3],
  [1, 0, 3, 2],
  [2, 3, 0, 1],
  [3, 2, 1, 0],
  [0, 3, 2, 1],
  [1, 2, 3, 0],
  [2, 1, 0, 3],
  [3, 0, 1, 2],
];

async function lying(orientation: number): Promise<Buffer> {
  const [topLeft, topRight, bottomRight, bottomLeft] = storedCorners[orientation - 1] ?? [];
  const half = 32;
  const corner = (index = 0, left: number, top: number) => {
    const [r = 0, g = 0, b = 0] = colours[index] ?? [];
    const background = { r, g, b };
    return {
      input: { create: { width: half, height: half, channels: 3 as const, background } },
      left,
      top,
    };
  };
  const canvas = { width: 2 * half, height: 2 * half, channels: 3 as const, background: "black" };
  return await sharp({ create: canvas })
    .composite([
      corner(topLeft, 0, 0),
      corner(topRight, half, 0),
      corner(bottomRight, half, half),
      corner(bottomLeft, 0, half),
    ])
    .withMetadata({ orientation })
    .jpeg({ quality: 95, chromaSubsampling: "4:4:4" })
    .toBuffer();
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "a photo that lies as %i says stands upright",
  async (orientation) => {
    const [rendition] = await render(await lying(orientation), "ingest");
    const { data, info } = await sharp(rendition)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => {
      const from = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 3;
      return [...data.subarray(from, from + 3)];
    };
    const seen = [at(0.25, 0.25), at(0.75, 0.25), at(0.75, 0.75), at(0.25, 0.75)];
    const off = seen.flatMap((colour, corner) =>
      colour.map((part, channel) => Math.abs(part - (colours[corner]?.[channel] ?? 0))),
    );
    expect(Math.max(...off)).toBeLessThan(40);
  },
);

const inputs = process.env["FULL"] === "1" ? 200 : 10;

test(`nothing of ${inputs} tagged files is in what is made of them`, {
  timeout: 300_000,
}, async () => {
  for (let seed = 1; seed <= inputs; seed += 1) {
    const format = taggedFormats[seed % taggedFormats.length] ?? "jpeg";
    const photo = await tagged(format, { seed, orientation: 1 + (seed % 8) });
    for (const secret of taggedSecrets(seed)) expect(photo.bytes.includes(secret)).toBe(true);
    const made = [
      ...(await render(photo.bytes, "ingest")),
      ...(await render(photo.bytes, "ladder")),
      ...(await render(photo.bytes, "avif")),
    ];
    expect(made.length, `${format} ${seed}`).toBeGreaterThan(0);
    for (const bytes of made) {
      expect(findLeak(bytes), `${format} ${seed}`).toBeNull();
      for (const secret of taggedSecrets(seed)) expect(bytes.includes(secret)).toBe(false);
      const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
      expect([exif, xmp, iptc, orientation ?? 1]).toEqual([undefined, undefined, undefined, 1]);
      // It knows AVIF, and no WebP: that is walked by the search above.
      const told = await exifr.gps(bytes).catch(() => undefined);
      expect(told).toBeUndefined();
    }
  }
});
