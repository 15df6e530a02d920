import type { Clock } from "@homeport/platform";
import type { Hex } from "viem";
import { type Chain, openChain } from "./chain.ts";
import type { ChainSettings } from "./chain-settings.ts";
import type { Endpoint } from "./endpoint.ts";
import { type FailureReason, readFailure } from "./failure.ts";

/** How one endpoint of a chain answered when it was last tried. */
export interface EndpointState {
  /** Its place in the settings, from 1: its address may hold a key, so nobody is shown it. */
  readonly place: number;
  /** How long it took to say how high the chain stands, or not to. */
  readonly tookMs: number;
  /** Null where it answered. */
  readonly failure: FailureReason | null;
  /** How high the chain stands there; null where it did not say. */
  readonly block: number | null;
  /** The hash of the block that all who answered have; null where it did not say. */
  readonly common: string | null;
}

/** How the endpoints of one chain answered. */
export interface ChainState {
  readonly chainId: number;
  /** How many of them have to agree. */
  readonly quorum: number;
  /** The highest block that all who answered have; null where nobody did. */
  readonly commonBlock: number | null;
  /** False: they have different blocks at that height, so one of them lies, or follows another branch. */
  readonly isAgreed: boolean;
  readonly endpoints: readonly EndpointState[];
}

/** Whoever looks sooner sees what was seen then: many operators ask an endpoint no more than one. */
const freshForMs = 5_000;
/** Shorter than a look's: somebody waits for this one. */
const deadlineMs = 3_000;

/** Tries every endpoint of a chain, apart from what looks at vaults ask of them. Never rejects. */
export function openProbe(
  clock: Pick<Clock, "monotonicMs" | "after">,
  { settings }: Pick<Chain, "settings">,
): () => Promise<ChainState> {
  const { endpoints } = openChain(clock, settings, deadlineMs);
  let last: { readonly atMs: number; readonly state: Promise<ChainState> } | null = null;
  return () => {
    const atMs = clock.monotonicMs();
    if (last === null || atMs - last.atMs >= freshForMs) {
      last = { atMs, state: probe(clock, settings, endpoints) };
    }
    return last.state;
  };
}

async function probe(
  clock: Pick<Clock, "monotonicMs">,
  { chainId, quorum }: ChainSettings,
  endpoints: readonly Endpoint[],
): Promise<ChainState> {
  const signal = AbortSignal.timeout(deadlineMs);
  const tried = await Promise.all(
    endpoints.map(async (endpoint, at) => {
      const startedMs = clock.monotonicMs();
      const read = await endpoint.readHeight("latest", signal).catch(readFailure);
      const tookMs = Math.round(clock.monotonicMs() - startedMs);
      const told =
        typeof read === "number"
          ? { failure: null, block: read }
          : { failure: read.reason, block: null };
      return { place: at + 1, tookMs, ...told };
    }),
  );
  const blocks = tried.flatMap(({ block }) => block ?? []);
  const commonBlock = blocks.length === 0 ? null : Math.min(...blocks);
  const hashes = await Promise.all(
    endpoints.map(async (endpoint, at): Promise<Hex | null> => {
      if (commonBlock === null || tried[at]?.block == null) return null;
      return await endpoint.readBlockHash(commonBlock, signal).catch(() => null);
    }),
  );
  const isAgreed = new Set(hashes.filter((hash) => hash !== null)).size <= 1;
  return {
    ...{ chainId, quorum, commonBlock, isAgreed },
    endpoints: tried.map((one, at) => ({ ...one, common: hashes[at] ?? null })),
  };
}
