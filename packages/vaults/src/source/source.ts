import type { LeaseDeps } from "@homeport/coordination";
import type { Db, Tx } from "@homeport/db";
import type { Clock } from "@homeport/platform";
import type { Observation } from "../core/index.ts";
import type { SourceKind } from "../vault/source-kind.ts";
import type { Finality } from "./evm-registry/chain-settings.ts";
import type { ChainState } from "./evm-registry/probe-chain.ts";

/** One vault, as its source knows it. */
export interface SourceTarget {
  readonly vaultId: string;
  /** What `parseConfig` made of what the vault's creator sent. */
  readonly config: SourceConfig;
  /** Aborts when the look is of no use any more, at the latest at its deadline. */
  readonly signal: AbortSignal;
}

export type SourceConfig = Readonly<Record<string, unknown>>;

/**
 * Where a delta has to show before it is history. A source never throws: what it cannot tell is unavailable, and it does
 * not try again by itself. What `watch` says is a hint to look, never a fact.
 */
export interface Source {
  readonly kind: SourceKind;
  /** The configuration that is kept; null for one that is not allowed here. */
  parseConfig(given: SourceConfig): SourceConfig | null;
  /** The chains on which a vault may be anchored; absent where it is no matter of chains. */
  readonly chains?: readonly ChainOffer[];
  /** What it shows now. */
  observe(target: SourceTarget): Promise<Observation>;
  /** The same of many, in few requests; one observation for each, in their order. */
  observeMany?(targets: readonly SourceTarget[]): Promise<readonly Observation[]>;
  /** What it had at a nonce that is past; absent where a source keeps no history. */
  observeAt?(target: SourceTarget, nonce: number): Promise<Observation>;
  /** How those who are asked for it answer now, one by one; for operators. Never rejects. */
  probe?(): Promise<readonly ChainState[]>;
  /** Follows what the source announces until the signal ends it, and has those looked at of whom it may be. */
  watch?(ctx: WatchContext): Promise<void>;
}

/** A chain as those are told of it who create vaults: nothing of where it is read. */
export interface ChainOffer {
  readonly chainId: number;
  /** The registries that may be named; null: any. */
  readonly registries: readonly string[] | null;
  /** For a vault that names none. */
  readonly finality: Finality;
}

/** What following a source stands on: one process follows it at a time, all others stand by. */
export interface WatchContext {
  readonly db: Pick<Db, "sql" | "within">;
  readonly clock: Clock;
  readonly lease: LeaseDeps<Tx>;
  readonly wakeVault: (vaultId: string) => Promise<unknown>;
  readonly signal: AbortSignal;
}

/** Those that vaults may name. A vault without source names `self`, which is not among them: nothing is ever asked. */
export type Sources = ReadonlyMap<SourceKind, Source>;

export const sourceDeadlineMs = 10_000;
