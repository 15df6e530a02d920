import { webpParameters } from "@homeport/gallery/decode";
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

/** Decodes once, upright and no larger than `edge`. Throws IMAGE_DAMAGED for what cannot be read to its end. */
export async function decodeTo(edge: number, request: DecodeRequest): Promise<Raw> {
  try {
    return { ...(await decode(edge, request, "warning")), isDamaged: false };
  } catch {
    const raw = await orRefuse("IMAGE_DAMAGED", () => decode(edge, request, "error"));
    return { ...raw, isDamaged: true };
  }
}

async function decode(edge: number, request: DecodeRequest, failOn: "warning" | "error") {
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

/** Writes one rendition: pixels and nothing else. */
export async function writeWebp(
  raw: Raw,
  tier: { edge: number; width: number; height: number },
  folder: string,
): Promise<{ edge: number; width: number; height: number }> {
  const { width, height, edge } = tier;
  return await orRefuse("ENCODE_FAILED", async () => {
    const scaled =
      raw.info.width === width && raw.info.height === height
        ? fromRaw(raw)
        : fromRaw(raw).resize({ width, height, fit: "fill", kernel: webpParameters.kernel });
    const { quality, effort } = webpParameters;
    await scaled.webp({ quality, effort }).toFile(`${folder}/${edge}.webp`);
    return { edge, width, height };
  });
}
