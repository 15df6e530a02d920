import { CatalogError } from "../errors.ts";
import type { SourceRow } from "../store.ts";

/** Throws CATALOG_STALE_VIEW unless the catalog is still at the generation that somebody has looked at. */
export function requireView(source: SourceRow | null, expectedGeneration: number): SourceRow {
  if (source === null) throw new CatalogError("CATALOG_NOT_CONFIGURED");
  if (source.acceptedGeneration === expectedGeneration) return source;
  throw new CatalogError("CATALOG_STALE_VIEW");
}
