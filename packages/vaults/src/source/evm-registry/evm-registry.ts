import type { Clock } from "@homeport/platform";
import type { Hex } from "viem";
import { z } from "zod";
import type { Observation } from "../../core/index.ts";
import type { Source, SourceConfig, SourceTarget } from "../source.ts";
import type { Chain, FinalKey } from "./chain.ts";
import { addressShape, type Finality, finalityShape } from "./chain-settings.ts";
import { collect } from "./collect.ts";
import { maxBatch } from "./endpoint.ts";
import { ReadFailure, readFailure } from "./failure.ts";
import { shown, toObservation, unavailable } from "./observe-heads.ts";
import { openProbe } from "./probe-chain.ts";
import { watchChain } from "./watch-chain.ts";

const hex = <Text extends z.ZodType<string>>(text: Text) => text.transform((it) => it as Hex);

const givenShape = z.strictObject({
  chainId: z.int().positive(),
  registry: hex(addressShape),
  key: hex(
    z
      .string()
      .regex(/^0x[0-9a-fA-F]{64}$/)
      .transform((text) => text.toLowerCase()),
  ),
  finality: finalityShape.optional(),
});

const configShape = givenShape.required();

export interface EvmRegistryOptions {
  readonly clock: Clock;
  readonly chains: readonly Chain[];
  /** Of a vault that names none, on a chain for which none is set. */
  readonly finality: Finality;
}

const windowMs = 10;
/** Each takes two: what is final, and what is newest. */
const mostHeads = maxBatch / 2;

/**
 * The contract `CommitmentRegistry` on chains that the installation is told of. What counts is what its `head` gives at the
 * block that is final for a vault, so nothing that it has shown is ever taken back. Looks that are under way together share
 * requests.
 */
export function evmRegistrySource({ clock, chains, finality }: EvmRegistryOptions): Source {
  const known = new Map(chains.map((chain) => [chain.chainId, chain]));

  const place = (config: SourceConfig): { chain: Chain; of: FinalKey } => {
    const { data } = configShape.safeParse(config);
    const chain = data === undefined ? undefined : known.get(data.chainId);
    if (data === undefined || chain === undefined || !takes(chain, data.registry)) {
      throw new ReadFailure("not-allowed");
    }
    return { chain, of: data };
  };

  const observeOf = (chain: Chain) =>
    collect(clock, {
      ...{ most: mostHeads, windowMs },
      run: async (all: readonly FinalKey[]): Promise<readonly Observation[]> => {
        const heads = await chain.readHeads(all);
        return await Promise.all(
          all.map(async (of, at) => {
            const read = heads[at] ?? new ReadFailure("malformed");
            return await toObservation(chain, of, read).catch(toUnavailable);
          }),
        );
      },
    });
  const probes = chains.map((chain) => openProbe(clock, chain));
  const observers = new Map(chains.map((chain) => [chain.chainId, observeOf(chain)]));

  async function observe({ config }: SourceTarget): Promise<Observation> {
    try {
      const { chain, of } = place(config);
      const look = observers.get(chain.chainId);
      if (look === undefined) throw new ReadFailure("not-allowed");
      return await look(of);
    } catch (error) {
      return toUnavailable(error);
    }
  }

  return {
    kind: "evm-registry",
    chains: chains.map(({ chainId, settings }) => ({
      ...{ chainId, registries: settings.registries, finality: settings.finality ?? finality },
    })),
    parseConfig(given) {
      const { data } = givenShape.safeParse(given);
      const chain = data === undefined ? undefined : known.get(data.chainId);
      if (data === undefined || chain === undefined || !takes(chain, data.registry)) return null;
      return { ...data, finality: data.finality ?? chain.settings.finality ?? finality };
    },
    observe,
    observeMany: async (targets) => await Promise.all(targets.map(observe)),
    async observeAt({ config }, nonce) {
      try {
        const { chain, of } = place(config);
        const move = await chain.readMove(of, nonce);
        if (move === null) return { kind: "absent" };
        const { next: commitment, block } = move;
        return { kind: "present", ...shown({ commitment, nonce }), position: block };
      } catch (error) {
        return toUnavailable(error);
      }
    },
    probe: async () => await Promise.all(probes.map((probe) => probe())),
    async watch(ctx) {
      await Promise.all(chains.map((chain) => watchChain(ctx, chain)));
    },
  };
}

function takes({ settings }: Chain, registry: string): boolean {
  return settings.registries?.includes(registry) ?? true;
}

function toUnavailable(error: unknown): Observation {
  return unavailable(readFailure(error));
}
