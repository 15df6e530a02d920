import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isSkipped } from "../contender.ts";
import { decoderChild } from "../contenders/decoder-child.ts";
import { sharpClones, sharpProcesses } from "../contenders/sharp-recipes.ts";
import { cannon } from "../load/autocannon.ts";
import { photos } from "./photos.ts";

let folder: string;
let photo: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "homeport-bench-test-"));
  photo = join(folder, "photo.jpg");
  const create = { width: 2_600, height: 1_700, channels: 3, background: "#456" } as const;
  await sharp({ create }).jpeg().toFile(photo);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("every maker of renditions makes them as large as asked, like their photo, and for some CPU", {
  timeout: 60_000,
}, async () => {
  await using stack = new AsyncDisposableStack();
  const stage = { stack, profileFolder: null };
  const { entrants } = photos(
    {
      ...{ name: "renditions", title: "renditions" },
      contenders: [
        decoderChild(stage, "decoder", ["ingest", "ladder", "avif"]),
        sharpClones(stage, "naive", "naive"),
        sharpProcesses("processes"),
      ],
    },
    { ofRound: async () => [photo] },
  );
  const tools = { load: cannon, seconds: 1, signal: new AbortController().signal };
  for (const { start } of entrants) {
    const measure = await start();
    if (isSkipped(measure)) throw new Error(measure.skipped);
    const { cpuMs, photoBytes, ssim } = await measure(tools);
    expect(cpuMs).toBeGreaterThan(0);
    expect(photoBytes).toBeGreaterThan(0);
    expect(ssim).toBeGreaterThan(0.95);
  }
});
