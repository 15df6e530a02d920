import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findLeak } from "@homeport/gallery";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDecoder, type Decoder } from "./decoder.ts";
import type { DecodeRequest } from "./decoder-protocol.ts";
import { createDecoderEvents } from "./events.ts";

/** 120 × 80 as it is stored; its EXIF says that it is turned by a quarter, and where and when it was taken. */
const heic = join(import.meta.dirname, "../../test/harbour.heic");

let folder: string;
let decoder: Decoder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-heic-test-"));
  const metrics = createMetrics({ app: "test", version: "0" });
  const events = createDecoderEvents({ log: silentLog, metrics });
  decoder = createDecoder({ clock: systemClock, events });
});
afterAll(async () => {
  await decoder[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function decode(asked: Pick<DecodeRequest, "kind" | "source" | "described">) {
  const limits = { maxPixels: 30_000_000, maxProgressivePixels: 1_000_000 };
  const rest = {
    readsDamaged: false,
    folder,
    limits,
    nowMs: Date.parse("2026-01-01"),
    avifEffort: 0,
  };
  return await decoder.decode({ ...asked, ...rest }, new AbortController().signal);
}

const facts = {
  cameraModel: "Pocket 2",
  takenLocal: "2025-05-04T10:11:12",
  takenOffsetMin: 345,
};

test("a HEIC is read without a pixel of it being decoded", async () => {
  const answer = await decode({ kind: "metadata", source: heic, described: null });
  expect(answer).toMatchObject({ facts });
  if (answer.kind !== "metadata") throw new Error("No metadata");
  expect(answer.facts.latitude).toBeCloseTo(-33.86, 4);
  expect(answer.facts.longitude).toBeCloseTo(-70.5, 4);
});

test("a browser's upright rendition of a HEIC is not turned again, and what is known of it comes from the HEIC", async () => {
  const source = join(folder, "rendition");
  const create = { width: 800, height: 1_200, channels: 3, background: "#3f7fbf" } as const;
  await writeFile(source, await sharp({ create }).jpeg().toBuffer());
  const answer = await decode({ kind: "ingest", source, described: heic });
  expect(answer).toMatchObject({
    facts,
    pixels: { width: 800, height: 1_200, orientation: 1 },
    files: [{ edge: 320, width: 213, height: 320 }],
  });
  expect(findLeak(await readFile(join(folder, "320.webp")))).toBeNull();
});

test("a HEIC whose pixels somebody asks for is refused, and the decoder lives", async () => {
  await expect(decode({ kind: "ingest", source: heic, described: null })).rejects.toMatchObject({
    code: "IMAGE_DAMAGED",
  });
  expect(await decode({ kind: "metadata", source: heic, described: null })).toMatchObject({
    kind: "metadata",
  });
});
