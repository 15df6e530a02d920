import type { Observation } from "../core/index.ts";
import type { SourceKind } from "../vault/source-kind.ts";

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
  /** What it shows now. */
  observe(target: SourceTarget): Promise<Observation>;
  /** What it had at a nonce that is past; absent where a source keeps no history. */
  observeAt?(target: SourceTarget, nonce: number): Promise<Observation>;
}

/** Those that vaults may name. A vault without source names `self`, which is not among them: nothing is ever asked. */
export type Sources = ReadonlyMap<SourceKind, Source>;

export const sourceDeadlineMs = 10_000;
