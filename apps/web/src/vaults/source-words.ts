import { z } from "zod";

const pending = z.object({
  depth: z.number().nullable(),
  finalDepth: z.number().nullable(),
});

const observation = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("present"), pending: pending.optional() }),
  z.object({ kind: z.literal("absent"), pending: pending.optional() }),
  z.object({ kind: z.literal("unavailable"), reason: z.string() }),
]);

const unread: Readonly<Record<string, string>> = {
  timeout: "it did not answer in time",
  unreachable: "nothing answers at its address",
  "rate-limited": "it was asked too often",
  refused: "it refused to answer",
  malformed: "its answer makes no sense",
  "wrong-chain": "it serves another chain",
  disagreement: "its endpoints do not agree",
  "no-registry": "there is no registry at its address",
  "not-allowed": "this installation may not ask it",
  "no-history": "it does not tell what was there before",
  vanished: "what it has shown before is gone",
  lagging: "it shows less than it has shown before",
};

/** Why a source could not be read, after a colon; a reason of another version keeps its own words. */
export function unreadWords(reason: string): string {
  return unread[reason] ?? reason.replaceAll("-", " ");
}

/** What a source last showed of a change that waits, in a sentence. */
export function seenWords(seen: unknown): string {
  if (seen === null || seen === undefined) return "It has not been looked at yet.";
  const { data } = observation.safeParse(seen);
  if (data === undefined) return "It was looked at.";
  if (data.kind === "unavailable") {
    return `It could not be read: ${unreadWords(data.reason)}.`;
  }
  if (data.pending === undefined) return "The change does not show there yet.";
  const { depth, finalDepth } = data.pending;
  return depth === null || finalDepth === null
    ? "Something shows there that is not final yet."
    : `${depth} of ${finalDepth} confirmations so far.`;
}

const chainConfig = z.object({
  chainId: z.number(),
  registry: z.string(),
  key: z.string(),
  finality: z.union([z.string(), z.object({ confirmations: z.number() })]),
});

/** Where on which chain a vault is anchored; null for one that is not. */
export function readAnchor(source: unknown): {
  readonly chainId: number;
  readonly registry: string;
  readonly key: string;
  readonly finality: string;
} | null {
  const { data } = chainConfig.safeParse(source);
  return data === undefined ? null : { ...data, finality: finalityWords(data.finality) };
}

/** What it takes for final. */
export function finalityWords(finality: string | { readonly confirmations: number }): string {
  if (typeof finality === "string") return `final once its block is ${finality}`;
  const { confirmations } = finality;
  if (confirmations === 0) return "final at once";
  return `final after ${confirmations} ${confirmations === 1 ? "confirmation" : "confirmations"}`;
}
