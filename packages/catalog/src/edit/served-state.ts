import { type CatalogState, createCatalogState, factsOf } from "@homeport/catalog-format";
import type { Snapshot } from "../snapshot/snapshot.ts";

const known = new WeakMap<Snapshot, CatalogState>();

/** What rules between records need of a generation; made when the first change of it is looked at, and gone with it. */
export function stateOf(snapshot: Snapshot): CatalogState {
  const found = known.get(snapshot);
  if (found !== undefined) return found;
  const state = createCatalogState(recordsOf(snapshot));
  known.set(snapshot, state);
  return state;
}

function* recordsOf({ store, categories, maintainers, redirects, entries }: Snapshot) {
  if (store !== null) yield factsOf({ kind: "store", key: "store", lean: store });
  for (const [key, lean] of categories) yield factsOf({ kind: "category", key, lean });
  for (const [key, lean] of maintainers) yield factsOf({ kind: "maintainer", key, lean });
  for (const [key, lean] of redirects) yield factsOf({ kind: "redirect", key, lean });
  for (const lean of entries.values()) yield factsOf({ kind: "entry", key: lean.slug, lean });
}
