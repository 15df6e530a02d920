import { brokenBody, type Sender } from "./sender.ts";

/** What is done to a request: its connection breaks, or its replica is killed around the last step that it stores. */
export type Cut = "connection" | "before-step" | "after-step";

export interface CutSending {
  readonly imageId: string;
  readonly sentBytes: number;
  readonly cuts: number;
}

/**
 * Sends bytes through replicas in turn, cut `cuts` times at places that follow from the seed. After each cut another
 * replica is asked where the upload stands; that may never be before an offset that was told already.
 */
export async function sendWithCuts(
  bytes: Uint8Array<ArrayBuffer>,
  plan: {
    replicas: readonly Sender[];
    cuts: number;
    seed: number;
    /** The request that is about to be sent ends at this byte, so. */
    onCut(cut: Cut, endBytes: number): void;
    kinds: readonly Cut[];
  },
): Promise<CutSending> {
  const { replicas, cuts, kinds } = plan;
  const at = (index: number): Sender => {
    const replica = replicas[index % replicas.length];
    if (replica === undefined) throw new Error("There is no replica");
    return replica;
  };
  const chance = createChance(plan.seed);
  const location = await at(0).begin(bytes.length);
  const usual = bytes.length / (cuts + 1);
  let offset = 0;
  let sentBytes = 0;
  for (let cut = 0; cut < cuts; cut += 1) {
    const wanted = Math.max(1, Math.floor(usual * (0.5 + chance())));
    // The last byte stays, so that no cut completes the upload.
    const piece = bytes.subarray(offset, Math.min(offset + wanted, bytes.length - 1));
    plan.onCut(kinds[cut % kinds.length] ?? "connection", offset + piece.length);
    await at(cut).patch(location, offset, brokenBody(piece));
    sentBytes += piece.length;
    const stands = Number((await at(cut + 1).head(location)).headers.get("upload-offset"));
    if (stands < offset || stands > offset + piece.length) {
      throw new Error(`The upload went from ${offset} to ${stands} with ${piece.length} bytes`);
    }
    offset = stands;
  }
  const answer = await at(cuts).patch(location, offset, bytes.subarray(offset));
  sentBytes += bytes.length - offset;
  return { imageId: answer.headers.get("homeport-image-id") ?? "", sentBytes, cuts };
}

/** Mulberry32: the same numbers between 0 and 1 for the same seed. */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
