import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findLeak } from "@homeport/gallery";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { cameraSecrets, makePhoto } from "../../test/photos.ts";
import { createDecoder, type Decoder, type DecoderLimits } from "./decoder.ts";
import { createDecoderEvents } from "./events.ts";

let folder: string;
let decoder: Decoder;
const opened: Decoder[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-decoder-test-"));
  decoder = open();
});
afterAll(async () => {
  for (const each of opened) await each[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
afterEach(() => rm(join(folder, "source"), { force: true }));

const events = createDecoderEvents({
  log: silentLog,
  metrics: createMetrics({ app: "test", version: "0" }),
});

function open(limits: Partial<DecoderLimits> = {}): Decoder {
  const made = createDecoder({ clock: systemClock, events, limits });
  opened.push(made);
  return made;
}

const limits = { maxPixels: 30_000_000, maxProgressivePixels: 1_000_000 };

async function decode(
  bytes: Uint8Array,
  kind: "ingest" | "ladder" | "avif" = "ingest",
  by = decoder,
  signal = new AbortController().signal,
  readsDamaged = false,
) {
  await writeFile(source(), bytes);
  const answer = await by.decode({ ...requestOf(kind), readsDamaged }, signal);
  if (!("files" in answer)) throw new Error(`Nobody asked for ${answer.kind}`);
  return answer;
}

const source = () => join(folder, "source");

function requestOf(kind: "ingest" | "ladder" | "avif") {
  return {
    ...{ kind, source: source(), described: null, readsDamaged: false, folder, limits },
    ...{ nowMs: Date.parse("2026-01-01"), avifEffort: 0 },
  };
}

const made = (edge: number, format = "webp") => readFile(join(folder, `${edge}.${format}`));

describe("a photo", () => {
  test("stands upright in all its renditions, and none of them tells what its file told", async () => {
    const photo = await makePhoto({ width: 1_300, height: 900, orientation: 6 });
    expect(photo.includes("SN-0042-SECRET")).toBe(true);
    const first = await decode(photo);
    if (first.kind !== "ingest") throw new Error("No ingest");
    expect(first).toMatchObject({
      isComplete: false,
      files: [{ edge: 320, width: 222, height: 320 }],
      pixels: { width: 900, height: 1_300, orientation: 6, isDamaged: false, isAnimated: false },
      facts: {
        caption: "Morning at the pier",
        cameraModel: "Pocket 2",
        takenLocal: "2025-05-04T10:11:12",
        takenOffsetMin: 345,
        fNumber: 2.8,
        iso: 200,
      },
    });
    expect(first.facts.latitude).toBeCloseTo(-33.86, 4);
    expect(first.facts.longitude).toBeCloseTo(-70.5, 4);
    expect(first.pixels.thumbhash.length).toBeGreaterThan(15);
    expect(first.pixels.histogram).toHaveLength(256);
    const rest = await decode(photo, "ladder");
    expect(rest.files).toEqual([
      { edge: 640, width: 443, height: 640 },
      { edge: 1_080, width: 748, height: 1_080 },
      { edge: 1_300, width: 900, height: 1_300 },
    ]);
    for (const { edge, width, height } of [...first.files, ...rest.files]) {
      const bytes = await made(edge);
      expect(findLeak(bytes)).toBeNull();
      for (const secret of cameraSecrets) expect(bytes.includes(secret)).toBe(false);
      expect(await sharp(bytes).metadata()).toMatchObject({ format: "webp", width, height });
    }
    // The sun is at the upper left of the file, so a quarter turn brings it to the upper right.
    const { data } = await sharp(await made(320))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const right = (Math.round(320 * 0.2) * 222 + Math.round(222 * 0.75)) * 3;
    expect(data[right]).toBeGreaterThan(180);
  });

  test.each(["png", "webp", "avif", "gif"] as const)(
    "as %s keeps its transparency",
    async (format) => {
      const disc = Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><circle cx="200" cy="200" r="150" fill="red"/></svg>',
      );
      const answer = await decode(await sharp(disc).toFormat(format).toBuffer());
      expect(answer.files).toEqual([{ edge: 320, width: 320, height: 320 }]);
      const corner = await sharp(await made(320))
        .ensureAlpha()
        .extract({ left: 0, top: 0, width: 1, height: 1 })
        .raw()
        .toBuffer();
      expect(corner[3]).toBeLessThan(30);
    },
  );

  test("has the same AVIF from the pixels that the ladder left as from its file, and tells nothing in it", async () => {
    const photo = await makePhoto({ width: 1_300, height: 900, orientation: 6 });
    const readAll = () => Promise.all([640, 1_080, 1_300].map((edge) => made(edge, "avif")));
    await decode(photo, "ladder");
    const answer = await decode(photo, "avif");
    expect(answer.files.map(({ edge }) => edge)).toEqual([640, 1_080, 1_300]);
    const left = await readAll();
    await decode(photo, "avif");
    expect(await readAll()).toEqual(left);
    for (const bytes of left) {
      expect(findLeak(bytes)).toBeNull();
      for (const secret of cameraSecrets) expect(bytes.includes(secret)).toBe(false);
    }
    const { format, width, height } = await sharp(left[0]).metadata();
    expect({ format, width, height }).toEqual({ format: "heif", width: 443, height: 640 });
    const tagged = await sharp(photo).resize(64).keepExif().avif().toBuffer();
    expect(findLeak(tagged)).not.toBeNull();
  });

  test("in grey, of sixteen bits, or of one pixel is decoded like any other", async () => {
    const grey = sharp({
      create: { width: 50, height: 20, channels: 3, background: "#777" },
    }).greyscale();
    for (const bytes of [
      await grey.clone().png().toBuffer(),
      await grey.clone().toColourspace("grey16").png().toBuffer(),
      await grey.clone().jpeg().toBuffer(),
    ]) {
      const answer = await decode(bytes);
      expect(answer).toMatchObject({
        isComplete: true,
        files: [{ edge: 50, width: 50, height: 20 }],
      });
    }
    const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    expect(await decode(dot)).toMatchObject({ pixels: { dominantColor: "#ff0000" } });
    expect(await decode(dot, "ladder")).toMatchObject({ files: [] });
  });
});

describe("a decoder refuses", () => {
  test("a file that is cut off, and one that is no photo to it", async () => {
    const photo = await makePhoto({ width: 800, height: 600 });
    await expect(decode(photo.subarray(0, photo.length / 2))).rejects.toMatchObject({
      code: "IMAGE_DAMAGED",
    });
    await expect(decode(Buffer.from("\xff\xd8\xff\xe0nothing", "latin1"))).rejects.toMatchObject({
      code: "IMAGE_DAMAGED",
    });
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await expect(decode(svg)).rejects.toMatchObject({ code: "IMAGE_DAMAGED" });
  });

  test("a file that is cut off, unless it is asked for as much as there is", async () => {
    const photo = await makePhoto({ width: 800, height: 600 });
    const cut = photo.subarray(0, photo.length / 2);
    const { signal } = new AbortController();
    expect(await decode(cut, "ingest", decoder, signal, true)).toMatchObject({
      pixels: { width: 800, height: 600, isDamaged: true },
    });
    const top = photo.subarray(0, 20);
    await expect(decode(top, "ingest", decoder, signal, true)).rejects.toMatchObject({
      code: "IMAGE_DAMAGED",
    });
  });

  test("more pixels than it may decode, before it touches one, and fewer when they are progressive", async () => {
    const create = { width: 6_000, height: 6_000, channels: 3, background: "#777" } as const;
    const bomb = await sharp({ create }).png({ compressionLevel: 9 }).toBuffer();
    await expect(decode(bomb)).rejects.toMatchObject({ code: "PIXEL_LIMIT" });
    const progressive = await makePhoto({ width: 1_100, height: 1_000, progressive: true });
    await expect(decode(progressive)).rejects.toMatchObject({ code: "PIXEL_LIMIT" });
    expect(await decode(await makePhoto({ width: 1_100, height: 1_000 }))).toMatchObject({
      kind: "ingest",
    });
  });
});

describe("a decoder's process", () => {
  test("that is killed fails its photo alone: the next one has a new process", async () => {
    const own = open();
    const photo = await makePhoto({ width: 400, height: 300 });
    await decode(photo, "ingest", own);
    const before = own.pid() ?? 0;
    process.kill(before, "SIGSTOP");
    await writeFile(source(), photo);
    const stuck = own.decode(requestOf("ingest"), new AbortController().signal);
    process.kill(before, "SIGKILL");
    await expect(stuck).rejects.toMatchObject({ code: "DECODER_DIED" });
    expect(await decode(photo, "ingest", own)).toMatchObject({ kind: "ingest" });
    expect(own.pid()).not.toBe(before);
  });

  test("that takes too long, too much memory, or is not wanted any more is ended", async () => {
    const photo = await makePhoto({ width: 400, height: 300 });
    const hasty = open({ deadlineMs: { ingest: 1, ladder: 1, avif: 1, clean: 1, metadata: 1 } });
    await expect(decode(photo, "ingest", hasty)).rejects.toMatchObject({ code: "DECODER_TIMEOUT" });
    const frugal = open({ killBytes: 1 });
    const large = await makePhoto({ width: 4_000, height: 3_000 });
    await expect(decode(large, "ladder", frugal)).rejects.toMatchObject({ code: "DECODER_MEMORY" });
    const gone = new AbortController();
    const unwanted = decode(large, "ladder", open(), gone.signal);
    gone.abort(new Error("the process stops"));
    await expect(unwanted).rejects.toThrow("the process stops");
  });

  test("that is told to stop is kept when its step ends in time, and killed when it does not", async () => {
    const own = open({ graceMs: 5_000 });
    const photo = await makePhoto({ width: 2_000, height: 1_500 });
    await decode(photo, "ingest", own);
    const pid = own.pid() ?? 0;
    const gone = new AbortController();
    const stopped = decode(photo, "ladder", own, gone.signal);
    gone.abort(new Error("cancelled"));
    await expect(stopped).rejects.toThrow("cancelled");
    expect(await decode(photo, "ingest", own)).toMatchObject({ kind: "ingest" });
    expect(own.pid()).toBe(pid);

    const hasty = open({ graceMs: 50 });
    await decode(photo, "ingest", hasty);
    const frozen = hasty.pid() ?? 0;
    process.kill(frozen, "SIGSTOP");
    const late = new AbortController();
    await writeFile(source(), photo);
    const stuck = hasty.decode(requestOf("ladder"), late.signal);
    late.abort(new Error("cancelled"));
    await expect(stuck).rejects.toThrow("cancelled");
    expect(await decode(photo, "ingest", hasty)).toMatchObject({ kind: "ingest" });
    expect(hasty.pid()).not.toBe(frozen);
  });

  test("is kept for many photos, and replaced after so many", async () => {
    const own = open({ photosMost: 2 });
    const photo = await makePhoto({ width: 400, height: 300 });
    await decode(photo, "ingest", own);
    const first = own.pid();
    expect(first).not.toBeNull();
    await decode(photo, "ingest", own);
    expect(own.pid()).toBeNull();
  });

  test("says that it is there before a photo asks for it, and one that cannot run never does", async () => {
    const own = open();
    expect(own.hasAnswered()).toBe(false);
    own.warm();
    await waitFor(() => own.hasAnswered(), { deadlineMs: 20_000, what: "a decoder answers" });
    expect(own.residentBytes()).toBeGreaterThan(0);
    const program = join(folder, "no-decoder.js");
    const broken = createDecoder({ clock: systemClock, events, program });
    opened.push(broken);
    broken.warm();
    await waitFor(() => !isAlive(broken.pid() ?? 0), { deadlineMs: 20_000, what: "it has ended" });
    expect(broken.hasAnswered()).toBe(false);
  });

  test("whose libraries are too old decodes nothing, by no photo's fault", async () => {
    const program = join(folder, "unfit-decoder.cjs");
    await writeFile(
      program,
      `process.on("disconnect", () => undefined);
       process.send({ kind: "unfit", why: "vips is 8.18.2, and has to be at least 8.18.3" });`,
    );
    const unfit = createDecoder({ clock: systemClock, events, program });
    opened.push(unfit);
    const photo = await makePhoto({ width: 400, height: 300 });
    const refused = await decode(photo, "ingest", unfit).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "CONFIG_INVALID" });
    expect(unfit.hasAnswered()).toBe(false);
    expect(() => unfit.refuseUnfit()).toThrow();
  });

  test("has nothing of ours: no secret, no address of a store, no open connection", async () => {
    await decode(await makePhoto({ width: 400, height: 300 }));
    const pid = decoder.pid();
    const names = readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .map((line) => line.split("=")[0])
      .filter(Boolean);
    expect(names.sort()).toEqual([
      ...["MALLOC_ARENA_MAX", "NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE", "PATH", "TZ"],
      ...["UV_THREADPOOL_SIZE", "VIPS_CONCURRENCY"],
    ]);
    expect(readFileSync(`/proc/${pid}/oom_score_adj`, "utf8").trim()).toBe("1000");
  });
});

function isAlive(pid: number): boolean {
  try {
    return pid !== 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
