import type { SqlRunner } from "@homeport/db";
import type { Clock, Stage } from "@homeport/platform";
import type { SourceKind } from "../vault/source-kind.ts";
import type { Chain } from "./evm-registry/chain.ts";
import { openChain } from "./evm-registry/chain.ts";
import type { ChainSettings, Finality } from "./evm-registry/chain-settings.ts";
import { evmRegistrySource } from "./evm-registry/evm-registry.ts";
import { memorySource } from "./memory.ts";
import type { Source, Sources } from "./source.ts";

export interface SourcesInput {
  readonly stage: Stage;
  readonly sql: SqlRunner;
  readonly clock: Clock;
  readonly chains: readonly ChainSettings[];
}

export interface OpenedSources {
  readonly sources: Sources;
  readonly chains: readonly Chain[];
}

const confirmations: Readonly<Record<Stage, number>> = { dev: 0, test: 0, prod: 12 };

/** The sources that vaults may name in this installation. Opening them asks nobody anything. */
export function openSources({ stage, sql, clock, chains: given }: SourcesInput): OpenedSources {
  const chains = given.map((settings) => openChain(clock, settings));
  const finality: Finality = { confirmations: confirmations[stage] };
  const sources = new Map<SourceKind, Source>();
  // A source that is written by hand is for trying things out alone.
  if (stage !== "prod") sources.set("memory", memorySource(sql));
  if (chains.length > 0)
    sources.set("evm-registry", evmRegistrySource({ clock, chains, finality }));
  return { sources, chains };
}
