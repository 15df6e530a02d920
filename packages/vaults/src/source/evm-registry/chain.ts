import type { Clock } from "@homeport/platform";
import type { Hex } from "viem";
import { sourceDeadlineMs } from "../source.ts";
import type { ChainSettings, Finality } from "./chain-settings.ts";
import {
  type Committed,
  type Endpoint,
  type Head,
  openEndpoint,
  type RegistryKey,
} from "./endpoint.ts";
import { ReadFailure } from "./failure.ts";
import { firstFailure, Heights } from "./heights.ts";
import { settleEnough } from "./settle-enough.ts";

/** What a key shows at the block that is final for it, and at the newest. */
export interface Heads {
  readonly final: Head;
  readonly newest: Head;
  /** Null where the chain is not as long as what is final has to be deep. */
  readonly finalBlock: number | null;
  readonly newestBlock: number;
}

/** A chain that vaults' sources stand on. Its reads throw ReadFailure alone. */
export interface Chain {
  readonly chainId: number;
  readonly settings: ChainSettings;
  readonly endpoints: readonly Endpoint[];
  /** Where each of many keys stands, in one batch for each endpoint that is asked. */
  readHeads(of: readonly FinalKey[]): Promise<readonly (Heads | ReadFailure)[]>;
  /** What a key was moved to at a nonce, if that is final; null where it was not. */
  readMove(of: FinalKey, nonce: number): Promise<Committed | null>;
  /** How deep the move of a key to a nonce lies; null where it cannot be told. */
  readDepth(of: RegistryKey, nonce: number, heads: Heads): Promise<number | null>;
  /** What was announced in some blocks: hints, of one endpoint. */
  readAnnounced(
    registries: readonly Hex[],
    from: number,
    to: number,
  ): Promise<readonly Committed[]>;
  readNewestBlock(): Promise<number>;
  blockMs(): number;
}

export interface FinalKey extends RegistryKey {
  readonly finality: Finality;
}

export function openChain(
  clock: Pick<Clock, "monotonicMs" | "after">,
  settings: ChainSettings,
  deadlineMs = sourceDeadlineMs,
): Chain {
  const { chainId, quorum, rpcUrls } = settings;
  const endpoints = rpcUrls.map((url) => openEndpoint(url, chainId, deadlineMs));
  const heights = new Heights(clock, { endpoints, quorum, deadlineMs });
  const within = () => AbortSignal.timeout(deadlineMs);

  async function finalBlockOf(finality: Finality): Promise<number | null> {
    if (typeof finality === "string") return (await heights.at(finality)).block;
    const block = (await heights.at("latest")).block - finality.confirmations;
    return block < 0 ? null : block;
  }

  /** What enough of the endpoints say, all of which say the same that are heard. One is enough where one has to agree. */
  async function agree<T>(read: (endpoint: Endpoint) => Promise<T>): Promise<T> {
    const { endpoints: ready } = await heights.at("latest");
    const asked = quorum === 1 ? ready.slice(0, 1) : ready;
    const answers = await settleEnough(clock, asked.map(read), quorum);
    const told = answers.filter((one) => one.status === "fulfilled");
    const first = told[0];
    if (first === undefined || told.length < quorum) throw firstFailure(answers);
    const isSame = told.every(({ value }) => print(value) === print(first.value));
    if (!isSame) throw new ReadFailure("disagreement");
    return first.value;
  }

  async function readHeadsOf(of: FinalKey, signal: AbortSignal, at: Blocks): Promise<Heads> {
    const { newestBlock, finalBlock } = at;
    const [newest, final] = await agree(async (endpoint) =>
      Promise.all([
        endpoint.readHead(of, newestBlock, signal),
        finalBlock === null ? null : endpoint.readHead(of, finalBlock, signal),
      ]),
    );
    if (newest === "no-registry") throw new ReadFailure("no-registry");
    return { ...at, newest, final: final === "no-registry" ? null : final };
  }

  return {
    ...{ chainId, settings, endpoints },
    async readHeads(of) {
      const signal = within();
      const placed = await settle(
        of.map(async ({ finality }): Promise<Blocks> => {
          const [finalBlock, { block }] = await Promise.all([
            finalBlockOf(finality),
            heights.at("latest"),
          ]);
          return { finalBlock, newestBlock: block };
        }),
      );
      return await settle(
        of.map(async (one, at) => {
          const blocks = placed[at];
          if (blocks === undefined) throw new ReadFailure("unreachable");
          if (blocks instanceof ReadFailure) throw blocks;
          return await readHeadsOf(one, signal, blocks);
        }),
      );
    },
    async readMove({ registry, key, finality }, nonce) {
      const to = await finalBlockOf(finality);
      if (to === null) return null;
      const signal = within();
      const query = { registries: [registry], key, nonce, from: 0, to };
      const logs = await agree((endpoint) => endpoint.readLogs(query, signal));
      return logs.at(-1) ?? null;
    },
    async readDepth({ registry, key }, nonce, { finalBlock, newestBlock }) {
      const { endpoints: ready } = await heights.at("latest");
      const from = (finalBlock ?? -1) + 1;
      const query = { registries: [registry], key, nonce, from, to: newestBlock };
      const logs = await ready[0]?.readLogs(query, within());
      const block = logs?.at(-1)?.block;
      return block === undefined ? null : newestBlock - block;
    },
    async readAnnounced(registries, from, to) {
      const { endpoints: ready } = await heights.at("latest");
      return (await ready[0]?.readLogs({ registries, from, to }, within())) ?? [];
    },
    readNewestBlock: async () => (await heights.at("latest")).block,
    blockMs: () => heights.blockMs(),
  };
}

type Blocks = Pick<Heads, "finalBlock" | "newestBlock">;

/** Each for itself: what was read, or why it was not. */
async function settle<T>(all: readonly Promise<T>[]): Promise<readonly (T | ReadFailure)[]> {
  const settled = await Promise.allSettled(all);
  return settled.map((one) => (one.status === "fulfilled" ? one.value : firstFailure([one])));
}

function print(value: unknown): string {
  return JSON.stringify(value);
}
