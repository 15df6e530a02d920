import type { AssetFacts, LeanRecord, RecordKind } from "@homeport/catalog-format";

/** A picture to be kept under the hash of its bytes, which are read when they are stored: pictures of a whole catalog fit into no memory. */
export interface NewAsset {
  readonly sha256: string;
  readonly mediaType: string;
  readonly width: number | null;
  readonly height: number | null;
  read(): Promise<Uint8Array>;
}

/** A file of a version: its text, or what was found of a picture, whose bytes stand under their hash. */
export type VersionFile =
  | { readonly oid: string; readonly text: string }
  | { readonly oid: string; readonly picture: AssetFacts; readonly sizeBytes: number };

/** A record as it is from the next generation on. */
export interface NewVersion {
  readonly kind: RecordKind;
  readonly key: string;
  readonly lean: LeanRecord["lean"] & Partial<Record<"addedAt" | "changedAt", string>>;
  /** By path. */
  readonly files: Readonly<Record<string, VersionFile>>;
  /** Equal for equal files. */
  readonly digest: string;
  readonly assets: readonly NewAsset[];
}
