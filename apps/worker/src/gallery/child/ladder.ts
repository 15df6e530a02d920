import { tiersOf } from "@homeport/gallery/decode";
import type { DecodeRequest, SentAnswer } from "../decoder-protocol.ts";
import { decodeTo, type Raw, scaleTo, writeWebp } from "./decode.ts";
import { dropKept, keep } from "./kept.ts";
import { lookAt } from "./look.ts";
import { throwIfStopped } from "./stopping.ts";

type Laddered = Omit<Extract<SentAnswer, { kind: "ladder" }>, "cpuMs">;

/** Every rendition but the first: one decode to the largest, and each of the others from that. */
export async function ladder(request: DecodeRequest): Promise<Laddered> {
  dropKept();
  const { width, height } = await lookAt(request);
  const tiers = tiersOf(width, height).slice(1);
  const largest = tiers.at(-1);
  const files: Laddered["files"] = [];
  if (largest === undefined) return { kind: "ladder", files };
  const raw = await decodeTo(largest.edge, request);
  const pixels = new Map<number, Raw>();
  keep(request.source, pixels);
  for (const tier of tiers) {
    throwIfStopped();
    const scaled = await scaleTo(raw, tier);
    pixels.set(tier.edge, scaled);
    files.push(await writeWebp(scaled, tier, request.folder));
  }
  return { kind: "ladder", files };
}
