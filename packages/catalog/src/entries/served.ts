import type { Db } from "@homeport/db";
import type { Clock, CursorCodec } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import type { CatalogReader } from "../reader/open-reader.ts";
import { hasSource } from "../reader/store.ts";
import type { SearchIndex } from "../search/search-index.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";

/** What whoever asks the catalog stands on. */
export interface CatalogDeps {
  readonly db: Db;
  readonly reader: CatalogReader;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
}

/**
 * The generation that this replica serves now; a request takes it once. Throws CATALOG_NOT_CONFIGURED where there is no catalog, and
 * CATALOG_EMPTY where there is nothing of it yet.
 */
export async function takeServed(
  deps: CatalogDeps,
): Promise<{ readonly snapshot: Snapshot; readonly index: SearchIndex }> {
  await deps.reader.ready();
  const served = deps.reader.current();
  if (served !== null) return served;
  throw new CatalogError(
    (await hasSource(deps.db.orm)) ? "CATALOG_EMPTY" : "CATALOG_NOT_CONFIGURED",
  );
}
