import type { AssetFacts } from "../assets/read-asset.ts";
import type { Category } from "../records/category.ts";
import type { Entry } from "../records/entry.ts";
import type { Maintainer } from "../records/maintainer.ts";
import type { Redirect } from "../records/redirect.ts";
import type { Release } from "../records/release.ts";
import type { Store } from "../records/store.ts";

/** A picture of an entry. */
export interface EntryAsset extends AssetFacts {
  readonly name: string;
  readonly oid: string;
  readonly sizeBytes: number;
}

/** An entry with all that belongs to it. */
export interface FullEntry {
  readonly entry: Entry;
  /** Markdown; empty where there is none. */
  readonly description: string;
  /** The template as it is written, or null. */
  readonly compose: string | null;
  /** The newest first, 200 at most. */
  readonly releases: readonly Release[];
  readonly assets: readonly EntryAsset[];
}

/** One record of a catalog, read. */
export type CatalogRecord =
  | { readonly kind: "store"; readonly key: string; readonly value: Store }
  | { readonly kind: "category"; readonly key: string; readonly value: Category }
  | { readonly kind: "maintainer"; readonly key: string; readonly value: Maintainer }
  | { readonly kind: "redirect"; readonly key: string; readonly value: Redirect }
  | { readonly kind: "entry"; readonly key: string; readonly value: FullEntry };
