import type { VaultsDeps } from "../context.ts";
import type { PreparedDelta } from "../core/index.ts";
import { VaultsError } from "../errors.ts";
import type { SourceKind } from "../vault/source-kind.ts";
import { observeWithin } from "./observe.ts";
import type { SourceConfig } from "./source.ts";

/** What a vault names as its source, as it is kept. */
export interface NamedSource {
  readonly kind: SourceKind;
  readonly config: SourceConfig;
}

/** Reads what a creator names. Throws SOURCE_NOT_ALLOWED for a source, or a part of it, that is not to be had here. */
export function readSource(
  { sources }: Pick<VaultsDeps, "sources">,
  { kind, ...given }: { readonly kind: SourceKind } & SourceConfig,
): NamedSource {
  if (kind === "self" && Object.keys(given).length === 0) return { kind, config: {} };
  const config = sources.get(kind)?.parseConfig(given) ?? null;
  if (config === null) throw new VaultsError("SOURCE_NOT_ALLOWED");
  return { kind, config };
}

/**
 * One look at the source of a vault that is about to be created: it may show nothing yet, or the vault's first commitment.
 * Throws SOURCE_MISMATCH, SOURCE_UNAVAILABLE.
 */
export async function lookFirst(
  { clock, sources }: Pick<VaultsDeps, "clock" | "sources">,
  { kind, config }: NamedSource,
  { next }: PreparedDelta,
): Promise<"verified" | "unverified"> {
  const source = sources.get(kind);
  if (source === undefined) return "verified";
  const target = { vaultId: next.vaultId, config, signal: new AbortController().signal };
  const seen = await observeWithin(clock, target, (asked) => source.observe(asked));
  switch (seen.kind) {
    case "unavailable":
      throw new VaultsError("SOURCE_UNAVAILABLE", { detail: seen.reason });
    case "absent":
      return "unverified";
    case "present": {
      const isFirst = seen.nonce === undefined || seen.nonce === 0;
      if (isFirst && Buffer.from(seen.commitment).equals(next.commitment)) return "verified";
      throw new VaultsError("SOURCE_MISMATCH");
    }
  }
}
