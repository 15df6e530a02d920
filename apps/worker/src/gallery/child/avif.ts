import { avifTiersOf } from "@homeport/gallery/decode";
import type { DecodeRequest, SentAnswer } from "../decoder-protocol.ts";
import { decodeTo, writeAvif } from "./decode.ts";
import { takeKept } from "./kept.ts";
import { lookAt } from "./look.ts";
import { throwIfStopped } from "./stopping.ts";

type Made = Omit<Extract<SentAnswer, { kind: "avif" }>, "cpuMs">;

/** The larger renditions as AVIF, from the pixels that the ladder has left, else from one decode. */
export async function avif(request: DecodeRequest): Promise<Made> {
  const { width, height } = await lookAt(request);
  const tiers = avifTiersOf(width, height);
  const largest = tiers.at(-1);
  const files: Made["files"] = [];
  if (largest === undefined) return { kind: "avif", files };
  const raw = takeKept(request.source) ?? (await decodeTo(largest.edge, request));
  for (const tier of tiers) {
    throwIfStopped();
    files.push(await writeAvif(raw, tier, request));
  }
  return { kind: "avif", files };
}
