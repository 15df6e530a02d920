import type { LeanRecord, RecordKind } from "@homeport/catalog-format";

/** A picture to be kept under the hash of its bytes. */
export interface NewAsset {
  readonly sha256: string;
  readonly mediaType: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: Uint8Array;
}

/** A record as it is from the next generation on. */
export interface NewVersion {
  readonly kind: RecordKind;
  readonly key: string;
  readonly lean: LeanRecord["lean"] & Partial<Record<"addedAt" | "changedAt", string>>;
  /** Path to object id and text, of its text files. */
  readonly files: Readonly<Record<string, { readonly oid: string; readonly text: string }>>;
  /** Equal for equal files. */
  readonly digest: string;
  readonly assets: readonly NewAsset[];
}
