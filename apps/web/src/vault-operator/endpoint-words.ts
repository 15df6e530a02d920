import { unreadWords } from "../vaults/source-words.ts";
import type { ChainRow } from "./vault-operator-types.ts";

type EndpointRow = ChainRow["endpoints"][number];

/** Slower than this is worth a look: a look at a vault's source has 10 s, and asks twice. */
const slowMs = 2_000;
/** So far behind the others, an endpoint is asked nothing that has just come. */
const farBehind = 3;

export interface EndpointTold {
  readonly light: "ok" | "warn" | "bad";
  readonly words: string;
}

/** How an endpoint answers, beside the others of its chain. */
export function tellEndpoint(
  { failure, block, tookMs }: EndpointRow,
  { endpoints }: Pick<ChainRow, "endpoints">,
): EndpointTold {
  if (failure !== null || block === null) {
    return {
      light: "bad",
      words: `cannot be read: ${unreadWords(failure ?? "malformed")}`,
    };
  }
  const behind = Math.max(...endpoints.map((one) => one.block ?? 0)) - block;
  const late = behind === 0 ? "" : `, ${behind} ${behind === 1 ? "block" : "blocks"} behind`;
  const light = tookMs >= slowMs || behind >= farBehind ? "warn" : "ok";
  return { light, words: `answers in ${tookMs} ms, at block ${block}${late}` };
}
