import { readPhotoFacts, tiersOf } from "@homeport/gallery/decode";
import type { Metadata } from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import type { DecodeRequest, SentAnswer } from "../decoder-protocol.ts";
import { dominantColorOf, histogramOf } from "./colours.ts";
import { decodeTo, fromRaw, type Raw, scaleTo, writeWebp } from "./decode.ts";
import { lookAt } from "./look.ts";
import { readTags } from "./read-tags.ts";
import { orRefuse, Refusal } from "./refusal.ts";
import { throwIfStopped } from "./stopping.ts";

type Ingested = Omit<Extract<SentAnswer, { kind: "ingest" }>, "cpuMs">;

const hashEdge = 100;

/** The first rendition, and all that is known of the photo: one decode, shrunk while it is read. */
export async function ingest(request: DecodeRequest): Promise<Ingested> {
  const { metadata, width, height } = await lookAt(request);
  const tiers = tiersOf(width, height);
  const [first] = tiers;
  if (first === undefined) throw new Refusal("IMAGE_DAMAGED", "it has no pixels");
  const raw = await decodeTo(first.edge, request);
  throwIfStopped();
  const file = await writeWebp(await scaleTo(raw, first), first, request.folder);
  const tags = await readTags(await blocksOf(request, metadata));
  return {
    kind: "ingest",
    files: [file],
    isComplete: tiers.length === 1,
    facts: readPhotoFacts(tags, request.nowMs),
    pixels: {
      width,
      height,
      orientation: metadata.orientation ?? 1,
      isAnimated: (metadata.pages ?? 1) > 1,
      isDamaged: raw.isDamaged,
      thumbhash: (await hashOf(raw)).toString("base64"),
      histogram: histogramOf(raw).toString("base64"),
      dominantColor: dominantColorOf(raw),
    },
  };
}

/** Of the file that describes the photo; how that one is turned says nothing of these pixels. */
async function blocksOf({ described, ...request }: DecodeRequest, metadata: Metadata) {
  if (described === null) return metadata;
  return (await lookAt({ ...request, source: described })).metadata;
}

async function hashOf(raw: Raw): Promise<Buffer> {
  return await orRefuse("ENCODE_FAILED", async () => {
    const { data, info } = await fromRaw(raw)
      .resize({ width: hashEdge, height: hashEdge, fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return Buffer.from(rgbaToThumbHash(info.width, info.height, data));
  });
}
