import type { Metadata } from "sharp";
import sharp from "sharp";
import type { DecodeRequest } from "../decoder-protocol.ts";
import { orRefuse, Refusal } from "./refusal.ts";

/** What the header says, before any pixel is touched. */
export interface Look {
  readonly metadata: Metadata;
  /** Upright. */
  readonly width: number;
  readonly height: number;
}

const known: ReadonlySet<string> = new Set(["jpeg", "png", "webp", "heif", "gif"]);

/** Reads the header alone and refuses what would take too much: a small progressive file may need a gigabyte. */
export async function lookAt({
  source,
  limits,
}: Pick<DecodeRequest, "source" | "limits">): Promise<Look> {
  // Its own limit would call a file damaged that is only too large.
  const header = sharp(source, { limitInputPixels: false });
  const metadata = await orRefuse("IMAGE_DAMAGED", () => header.metadata());
  if (!known.has(metadata.format ?? "")) {
    throw new Refusal("UNSUPPORTED_FORMAT", `the decoder reads it as ${metadata.format}`);
  }
  const pixels = metadata.width * metadata.height;
  const most = metadata.isProgressive === true ? limits.maxProgressivePixels : limits.maxPixels;
  if (pixels > most) {
    throw new Refusal(
      "PIXEL_LIMIT",
      `${metadata.width} × ${metadata.height}, at most ${most} pixels`,
    );
  }
  const { width, height } = metadata.autoOrient;
  return { metadata, width, height };
}
