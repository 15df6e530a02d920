import { avifTiersOf } from "@homeport/gallery/decode";
import type { DecodeRequest, SentAnswer } from "../decoder-protocol.ts";
import { decodeTo, scaleTo, writeAvif } from "./decode.ts";
import { takeKept } from "./kept.ts";
import { lookAt } from "./look.ts";
import { throwIfStopped } from "./stopping.ts";

type Made = Omit<Extract<SentAnswer, { kind: "avif" }>, "cpuMs">;

/** The larger renditions as AVIF, of the pixels that the ladder has left of each, else of one decode. */
export async function avif(request: DecodeRequest): Promise<Made> {
  const { width, height } = await lookAt(request);
  const tiers = avifTiersOf(width, height);
  const largest = tiers.at(-1);
  const files: Made["files"] = [];
  if (largest === undefined) return { kind: "avif", files };
  const kept = takeKept(request.source);
  const raw = kept?.get(largest.edge) ?? (await decodeTo(largest.edge, request));
  for (const tier of tiers) {
    throwIfStopped();
    const pixels = kept?.get(tier.edge) ?? (await scaleTo(raw, tier));
    files.push(await writeAvif(pixels, tier, request));
  }
  return { kind: "avif", files };
}
