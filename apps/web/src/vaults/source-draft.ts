/** Where changes have to show, as it is typed. */
export interface SourceDraft {
  /** Null: nowhere else. */
  readonly chainId: number | null;
  readonly registry: string;
  readonly key: string;
}

/** What a creation names. */
export type NamedSource =
  | { readonly kind: "self" }
  | {
      readonly kind: "evm-registry";
      readonly chainId: number;
      readonly registry: string;
      readonly key: string;
    };

export const noSource: SourceDraft = { chainId: null, registry: "", key: "" };

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
  const { chainId, registry, key } = draft;
  if (chainId === null) return { kind: "self" };
  if (Object.keys(sourceFaults(draft)).length > 0) return null;
  return { kind: "evm-registry", chainId, registry: registry.trim(), key: key.trim() };
}
