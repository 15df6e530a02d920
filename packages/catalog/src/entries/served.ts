import type { Db } from "@homeport/db";
import type { Clock, CursorCodec } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import type { CatalogReader, ServedCatalog } from "../reader/open-reader.ts";
import { readHead } from "../reader/store.ts";
import { readSource } from "../store.ts";

/** What whoever asks the catalog stands on. */
export interface CatalogDeps {
  readonly db: Db;
  readonly reader: CatalogReader;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  /** The page of the data repository at whoever hosts it, for links; without one there are none. */
  readonly forgeUrl?: string | null;
  /** Hears how long each search took, and whether it was answered by what may have been meant. */
  readonly searched?: (input: { tookMs: number; fallback: boolean }) => void;
}

/**
 * The generation that this replica serves now; a request takes it once. Throws CATALOG_NOT_CONFIGURED where there is no catalog,
 * CATALOG_EMPTY where there is nothing of it yet, and CATALOG_DEGRADED where this replica alone has nothing.
 */
export async function takeServed(deps: Pick<CatalogDeps, "db" | "reader">): Promise<ServedCatalog> {
  await deps.reader.ready();
  const served = deps.reader.current();
  if (served !== null) return served;
  if ((await readSource(deps.db.orm)) === null) throw new CatalogError("CATALOG_NOT_CONFIGURED");
  const isAccepted = (await readHead(deps.db.orm)) !== null;
  throw new CatalogError(isAccepted ? "CATALOG_DEGRADED" : "CATALOG_EMPTY");
}

/**
 * The same catalog for one request: what it takes first it keeps to its end, whatever is accepted in between. A batch of calls is one
 * request, and so is a page with all its parts.
 */
export function pinCatalog(deps: CatalogDeps): CatalogDeps {
  let pinned: ServedCatalog | null = null;
  const { reader } = deps;
  const current = () => {
    pinned ??= reader.current();
    return pinned;
  };
  return { ...deps, reader: { ...reader, current } };
}
