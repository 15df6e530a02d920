import { photoFactsSchema } from "@homeport/gallery/decode";
import { z } from "zod";

/** What a decoder may say of a photo that it cannot decode; how its process ended is seen from outside. */
const decodeCodes = [
  "UNSUPPORTED_FORMAT",
  "PIXEL_LIMIT",
  "IMAGE_DAMAGED",
  "METADATA_LEAK",
  "ENCODE_FAILED",
] as const;
export type DecodeCode = (typeof decodeCodes)[number];

/** One photo for the decoder: a file to read, and a folder to write into. */
export const decodeRequest = z.object({
  kind: z.enum(["ingest", "ladder", "avif", "clean", "metadata"]),
  source: z.string(),
  /** The file that says when and by which camera, where that is not the one with the pixels. */
  described: z.string().nullable(),
  folder: z.string(),
  /** What breaks off is read as far as it goes, because a person has said so. */
  readsDamaged: z.boolean(),
  limits: z.object({ maxPixels: z.number(), maxProgressivePixels: z.number() }),
  nowMs: z.number(),
  avifEffort: z.number().int().min(0).max(3),
});
export type DecodeRequest = z.infer<typeof decodeRequest>;

/** Nobody wants the photo in hand any more. */
const stopRequest = z.object({ kind: z.literal("stop") });
export const sentToDecoder = z.union([stopRequest, decodeRequest]);

const side = z.number().int().min(1).max(1_000_000);

/** A rendition in the folder, as `<edge>.webp` or `<edge>.avif`. */
const madeFile = z.object({
  edge: side,
  width: side,
  height: side,
});

const base64 = (bytesMost: number) =>
  z
    .base64()
    .max(bytesMost * 2)
    .transform((text) => Buffer.from(text, "base64"));

const madePixels = z.object({
  width: side,
  height: side,
  orientation: z.number().int().min(1).max(8),
  isAnimated: z.boolean(),
  isDamaged: z.boolean(),
  thumbhash: base64(100),
  histogram: base64(256),
  dominantColor: z.string().regex(/^#[0-9a-f]{6}$/),
});

/** What a decoder answers. It has read a stranger's file: nothing in its answer is believed unread. */
export const decodeAnswer = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("ingest"),
    pixels: madePixels,
    facts: photoFactsSchema,
    files: z.array(madeFile).length(1),
    isComplete: z.boolean(),
    cpuMs: z.number().int().min(0),
  }),
  z.object({
    kind: z.literal("ladder"),
    files: z.array(madeFile).max(8),
    cpuMs: z.number().int().min(0),
  }),
  z.object({
    kind: z.literal("avif"),
    files: z.array(madeFile).max(8),
    cpuMs: z.number().int().min(0),
  }),
  /** The folder's `clean`: the photo's own pixels, which lie as its file has them; its sides are upright. */
  z.object({
    kind: z.literal("clean"),
    ...{ width: side, height: side },
    orientation: z.number().int().min(1).max(8),
    cpuMs: z.number().int().min(0),
  }),
  z.object({
    kind: z.literal("metadata"),
    facts: photoFactsSchema,
    cpuMs: z.number().int().min(0),
  }),
  /** It was told to stop, and did so between two steps. */
  z.object({ kind: z.literal("stopped") }),
  z.object({
    kind: z.literal("refused"),
    code: z.enum(decodeCodes),
    detail: z.string().max(1_000),
  }),
]);
export type DecodeAnswer = z.infer<typeof decodeAnswer>;
export type DecodeSuccess = Exclude<DecodeAnswer, { kind: "refused" | "stopped" }>;

/** Said first, and for good: this decoder's libraries are not to read what strangers send. */
export const unfitAnswer = z.object({ kind: z.literal("unfit"), why: z.string().max(1_000) });

/** The same before it is sent. */
export type SentAnswer = z.input<typeof decodeAnswer>;
