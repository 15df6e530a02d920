import { readPhotoFacts } from "@homeport/gallery/decode";
import type { DecodeRequest, SentAnswer } from "../decoder-protocol.ts";
import { lookAt } from "./look.ts";
import { readTags } from "./read-tags.ts";

type Refreshed = Omit<Extract<SentAnswer, { kind: "metadata" }>, "cpuMs">;

/** What the file says of itself; no pixel is touched. */
export async function refresh(request: DecodeRequest): Promise<Refreshed> {
  const { metadata } = await lookAt(request);
  const tags = await readTags(metadata);
  return { kind: "metadata", facts: readPhotoFacts(tags, request.nowMs) };
}
