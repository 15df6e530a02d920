/** So many confirmations are offered; a program may name any number. */
export const confirmationChoices = ["0", "1", "3", "6", "12", "32", "64"] as const;

/** When a move counts: as the installation has it for the chain, by the chain's own word, or so many blocks deep. */
export type FinalityChoice = "chain" | "safe" | "finalized" | (typeof confirmationChoices)[number];

/** Where changes have to show, as it is typed. */
export interface SourceDraft {
  /** Null: nowhere else. */
  readonly chainId: number | null;
  readonly registry: string;
  readonly key: string;
  readonly finality: FinalityChoice;
}

/** What a creation names. */
export type NamedSource =
  | { readonly kind: "self" }
  | {
      readonly kind: "evm-registry";
      readonly chainId: number;
      readonly registry: string;
      readonly key: string;
      readonly finality?: "safe" | "finalized" | { readonly confirmations: number };
    };

export const noSource: SourceDraft = { chainId: null, registry: "", key: "", finality: "chain" };

/** What is wrong with what is typed, by the field. */
export function sourceFaults({ chainId, registry, key }: SourceDraft): {
  readonly registry?: string;
  readonly key?: string;
} {
  if (chainId === null) return {};
  return {
    ...(/^0x[0-9a-fA-F]{40}$/.test(registry.trim())
      ? {}
      : { registry: "An address begins with 0x and has 40 hex digits." }),
    ...(/^0x[0-9a-fA-F]{64}$/.test(key.trim())
      ? {}
      : { key: "A key begins with 0x and has 64 hex digits." }),
  };
}

/** Null while it will not do. */
export function readSource(draft: SourceDraft): NamedSource | null {
  const { chainId, finality } = draft;
  if (chainId === null) return { kind: "self" };
  if (Object.keys(sourceFaults(draft)).length > 0) return null;
  const [registry, key] = [draft.registry.trim(), draft.key.trim()];
  const place = { kind: "evm-registry", chainId, registry, key } as const;
  if (finality === "chain") return place;
  if (finality === "safe" || finality === "finalized") return { ...place, finality };
  return { ...place, finality: { confirmations: Number(finality) } };
}
