import type { Category, Store } from "@homeport/catalog-format";
import { type CatalogDeps, takeServed } from "./served.ts";

/** Which catalog this is, and how far it is. */
export interface CatalogSummary {
  readonly generation: number;
  readonly commit: string;
  readonly acceptedAt: Date;
  readonly counts: {
    readonly entries: number;
    readonly categories: number;
    readonly maintainers: number;
  };
  readonly store: Store | null;
  readonly categories: Readonly<Record<string, Category>>;
}

/** Throws what `takeServed` throws. */
export async function describeServed(deps: CatalogDeps): Promise<CatalogSummary> {
  const { snapshot } = await takeServed(deps);
  const { generation, commit, acceptedAt, store, listed, categories, maintainers } = snapshot;
  return {
    ...{ generation, commit, acceptedAt, store },
    counts: {
      entries: listed.name.size,
      categories: categories.size,
      maintainers: maintainers.size,
    },
    categories: Object.fromEntries(categories),
  };
}
