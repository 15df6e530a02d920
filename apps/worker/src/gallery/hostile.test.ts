import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { createMetrics, isHomeportError, silentLog, systemClock } from "@homeport/platform";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TaggedFormat, tagged, taggedFormats } from "../../test/tagged.ts";
import { createDecoder, type Decoder } from "./decoder.ts";
import { createDecoderEvents } from "./events.ts";

const isFull = process.env["FULL"] === "1";
/** 20,000 in all. */
const seeds = isFull ? [4_711, 4_712, 4_713, 4_714] : [4_711];
const files = isFull ? 5_000 : 100;
/** Above the first a decoder is ended; the second is beyond what it can come to before somebody looks. */
const [endedBytes, mostBytes] = [700 * 1024 * 1024, 1024 * 1024 * 1024];
/** Those of production. */
const limits = { maxPixels: 150_000_000, maxProgressivePixels: 40_000_000 };

let folder: string;
let decoder: Decoder;
/** Of all that this file has asked of decoders. */
const seen = { largestBytes: 0, longestMs: 0, pids: new Set<number>() };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-hostile-test-"));
  const metrics = createMetrics({ app: "test", version: "0" });
  const events = createDecoderEvents({ log: silentLog, metrics });
  decoder = createDecoder({ clock: systemClock, events });
});
afterAll(async () => {
  await decoder[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** "read", or the code of the refusal. */
async function outcomeOf(bytes: Uint8Array, kind: "ingest" | "ladder" = "ingest"): Promise<string> {
  const source = join(folder, "source");
  await writeFile(source, bytes);
  const nowMs = Date.parse("2026-01-01");
  const asked = {
    kind,
    source,
    described: null,
    readsDamaged: false,
    folder,
    limits,
    nowMs,
    avifEffort: 0,
  };
  const startedMs = performance.now();
  const { signal } = new AbortController();
  const outcome = await decoder.decode(asked, signal).then(
    () => "read",
    (error: unknown) => (isHomeportError(error) ? error.code : String(error)),
  );
  const heldBytes = decoder.residentBytes();
  expect(heldBytes).toBeLessThan(outcome === "DECODER_MEMORY" ? mostBytes : endedBytes);
  seen.largestBytes = Math.max(seen.largestBytes, heldBytes);
  seen.longestMs = Math.max(seen.longestMs, performance.now() - startedMs);
  seen.pids.add(decoder.pid() ?? 0);
  return outcome;
}

test.each(seeds)(
  `${files} files with wrong bytes (seed %i) are read or refused, and no decoder ends but for its memory`,
  {
    timeout: isFull ? 3_600_000 : 60_000,
  },
  async (seed) => {
    const chance = chanceOf(seed);
    const originals = await Promise.all(
      taggedFormats.map(async (format: TaggedFormat) => {
        return (await tagged(format, { seed: 1, orientation: 6 })).bytes;
      }),
    );
    const outcomes = new Map<string, number>();
    for (let at = 0; at < files; at += 1) {
      const bytes = mutate(originals[at % originals.length] ?? Buffer.alloc(0), chance);
      const outcome = await outcomeOf(bytes);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const known = [
      ...["read", "IMAGE_DAMAGED", "PIXEL_LIMIT", "UNSUPPORTED_FORMAT", "ENCODE_FAILED"],
      // A header that says a hundred million pixels is within the limit, and some formats are decoded whole.
      "DECODER_MEMORY",
    ];
    const said = `seed ${seed}: ${JSON.stringify([...outcomes])}`;
    if (isFull) process.stdout.write(`${said}, ${describeSeen()}\n`);
    expect(
      [...outcomes.keys()].filter((outcome) => !known.includes(outcome)),
      said,
    ).toEqual([]);
    expect(outcomes.get("read"), said).toBeGreaterThan(0);
    expect(outcomes.get("IMAGE_DAMAGED"), said).toBeGreaterThan(0);
  },
);

/** The largest that is let through: its coefficients are all held at once. */
test("a progressive JPEG of 40 million pixels is decoded within the memory that a decoder may take", {
  timeout: 60_000,
}, async () => {
  const create = { width: 6_300, height: 6_300, channels: 3, background: "#456" } as const;
  const bytes = await sharp({ create }).jpeg({ progressive: true }).toBuffer();
  for (const kind of ["ingest", "ladder"] as const)
    expect(await outcomeOf(bytes, kind)).toBe("read");
});

test.each([
  ["a photo", "jpeg", 16_000],
  ["a photo", "progressive", 16_000],
  ["a photo", "png", 16_000],
  ["a photo", "png", 30_000],
  ["a progressive JPEG that would be let through if it were not", "progressive", 6_400],
] as const)(
  "%s (%s) whose header says %i in square is refused before a pixel of it",
  async (_, format, side) => {
    expect(await outcomeOf(await bomb(format, side))).toBe("PIXEL_LIMIT");
  },
);

function describeSeen(): string {
  const { largestBytes, longestMs, pids } = seen;
  return `${pids.size} decoders, at most ${Math.round(largestBytes / 1e6)} MB and ${Math.round(longestMs)} ms`;
}

/** A small file with another size in its header: what is refused is what it says. */
async function bomb(format: "jpeg" | "progressive" | "png", side: number): Promise<Buffer> {
  const small = sharp({ create: { width: 64, height: 64, channels: 3, background: "#456" } });
  if (format === "png") {
    const bytes = await small.png().toBuffer();
    bytes.writeUInt32BE(side, 16);
    bytes.writeUInt32BE(side, 20);
    bytes.writeInt32BE(crc32(bytes.subarray(12, 29)) | 0, 29);
    return bytes;
  }
  const bytes = await small.jpeg({ progressive: format === "progressive" }).toBuffer();
  const frame = bytes.indexOf(Buffer.from([0xff, format === "progressive" ? 0xc2 : 0xc0]));
  bytes.writeUInt16BE(side, frame + 5);
  bytes.writeUInt16BE(side, frame + 7);
  return bytes;
}

/** Some bytes are others, some are missing, and some stand twice. */
function mutate(original: Buffer, chance: () => number): Buffer {
  const bytes = Buffer.from(original);
  const at = () => Math.floor(chance() * bytes.length);
  const way = chance();
  if (way < 0.15) return bytes.subarray(0, at());
  if (way < 0.3) {
    const [from, to] = [at(), at()].sort((one, other) => one - other);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  }
  // Headers stand at the front, and more goes wrong in them than in pixels.
  const reach = chance() < 0.5 ? Math.min(bytes.length, 1_024) : bytes.length;
  for (let count = 1 + Math.floor(chance() * 12); count > 0; count -= 1) {
    bytes[Math.floor(chance() * reach)] = Math.floor(chance() * 256);
  }
  return bytes;
}

/** Numbers in [0, 1) that are the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
