import { avifParameters, webpParameters } from "@homeport/gallery/decode";
import type { OutputInfo } from "sharp";
import sharp from "sharp";
import type { DecodeRequest } from "../decoder-protocol.ts";
import { orRefuse } from "./refusal.ts";

/** Upright pixels in sRGB, without anything else that the file held. */
export interface Raw {
  readonly data: Buffer;
  readonly info: OutputInfo;
  /** The decoder complained, and could read it to its end all the same. */
  readonly isDamaged: boolean;
}

/** What ends a decode: whatever the decoder complains of, what keeps it from the end, or no more than it must. */
type Strictness = "warning" | "error" | "none";

/**
 * Decodes once, upright and no larger than `edge`. Throws IMAGE_DAMAGED for what cannot be read to its end, unless it is
 * asked for as much as there is.
 */
export async function decodeTo(edge: number, request: DecodeRequest): Promise<Raw> {
  try {
    return { ...(await decode(edge, request, "warning")), isDamaged: false };
  } catch {
    const raw = await orRefuse("IMAGE_DAMAGED", () => decodeDamaged(edge, request));
    return { ...raw, isDamaged: true };
  }
}

async function decodeDamaged(edge: number, request: DecodeRequest) {
  try {
    return await decode(edge, request, "error");
  } catch (error) {
    if (!request.readsDamaged) throw error;
    return await decode(edge, request, "none");
  }
}

async function decode(edge: number, request: DecodeRequest, failOn: Strictness) {
  const limitInputPixels = request.limits.maxPixels;
  return await sharp(request.source, { failOn, limitInputPixels, sequentialRead: true })
    .autoOrient()
    .resize({
      ...{ width: edge, height: edge, fit: "inside", withoutEnlargement: true },
      kernel: webpParameters.kernel,
    })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
}

/** The pixels again as an input. */
export function fromRaw({ data, info }: Pick<Raw, "data" | "info">) {
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } });
}

type Size = { edge: number; width: number; height: number };

/** The pixels of one tier, made once whatever formats are written of them. */
export async function scaleTo(raw: Raw, { width, height }: Size): Promise<Raw> {
  if (raw.info.width === width && raw.info.height === height) return raw;
  const scaled = await orRefuse("ENCODE_FAILED", () =>
    fromRaw(raw)
      .resize({ width, height, fit: "fill", kernel: webpParameters.kernel })
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return { ...scaled, isDamaged: raw.isDamaged };
}

/** Writes one rendition of its own pixels: these and nothing else. */
export async function writeWebp(pixels: Raw, tier: Size, folder: string): Promise<Size> {
  const { quality, effort } = webpParameters;
  const write = () =>
    fromRaw(pixels).webp({ quality, effort }).toFile(`${folder}/${tier.edge}.webp`);
  return await sized(tier, write);
}

/** The same as AVIF. */
export async function writeAvif(
  pixels: Raw,
  tier: Size,
  { folder, avifEffort }: Pick<DecodeRequest, "folder" | "avifEffort">,
): Promise<Size> {
  const { quality, effort, chroma, bits } = avifParameters(avifEffort);
  const options = { quality, effort, chromaSubsampling: chroma, bitdepth: bits } as const;
  const write = () => fromRaw(pixels).avif(options).toFile(`${folder}/${tier.edge}.avif`);
  return await sized(tier, write);
}

async function sized({ edge, width, height }: Size, write: () => Promise<unknown>): Promise<Size> {
  return await orRefuse("ENCODE_FAILED", async () => {
    await write();
    return { edge, width, height };
  });
}
