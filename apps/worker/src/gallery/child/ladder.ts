import { tiersOf } from "@homeport/gallery/decode";
import type { DecodeRequest, SentAnswer } from "../decoder-protocol.ts";
import { decodeTo, writeWebp } from "./decode.ts";
import { keep } from "./kept.ts";
import { lookAt } from "./look.ts";
import { throwIfStopped } from "./stopping.ts";

type Laddered = Omit<Extract<SentAnswer, { kind: "ladder" }>, "cpuMs">;

/** Every rendition but the first: one decode to the largest, and each of the others from that. */
export async function ladder(request: DecodeRequest): Promise<Laddered> {
  const { width, height } = await lookAt(request);
  const tiers = tiersOf(width, height).slice(1);
  const largest = tiers.at(-1);
  const files: Laddered["files"] = [];
  if (largest === undefined) return { kind: "ladder", files };
  const raw = await decodeTo(largest.edge, request);
  keep(request.source, raw);
  for (const tier of tiers) {
    throwIfStopped();
    files.push(await writeWebp(raw, tier, request.folder));
  }
  return { kind: "ladder", files };
}
