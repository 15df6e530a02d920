import { cursorScope } from "@homeport/platform";
import { z } from "zod";
import { CatalogError } from "../errors.ts";
import type { Facets } from "../search/facets.ts";
import { type ListPlace, listEntries } from "../search/list-entries.ts";
import type { ListEntriesInput } from "../search/list-input.ts";
import type { CatalogEntry } from "../snapshot/snapshot.ts";
import { type CatalogDeps, takeServed } from "./served.ts";

/** An entry as lists show it. */
export type EntryView = Omit<
  CatalogEntry,
  "versionId" | "id" | "requires" | "provides" | "screenshots"
>;

export interface EntryPage {
  readonly generation: number;
  readonly total: number;
  readonly totalCapped: boolean;
  readonly correctedTo: string | null;
  readonly facets: Facets;
  /** The names that people read of the categories among the facets and entries. */
  readonly categoryNames: Readonly<Record<string, string>>;
  readonly entries: readonly EntryView[];
  readonly nextCursor: string | null;
}

const cursorKind = "catalog.entries";

/** A page of the catalog. Throws what `takeServed` throws, and CURSOR_INVALID. */
export async function listCatalog(deps: CatalogDeps, input: ListEntriesInput): Promise<EntryPage> {
  const { snapshot, index } = await takeServed(deps);
  const { cursor, limit: _, ...asked } = input;
  const scope = cursorScope(asked);
  const after = cursor === undefined ? null : readPlace(deps, cursor, scope);
  const startedAtMs = deps.clock.monotonicMs();
  const { entries, next, ...page } = await listEntries(snapshot, index, input, after);
  if ((input.q ?? "") !== "") {
    const tookMs = deps.clock.monotonicMs() - startedAtMs;
    deps.searched?.({ tookMs, fallback: page.correctedTo !== null });
  }
  return {
    ...page,
    categoryNames: Object.fromEntries(
      [...snapshot.categories].map(([slug, { name }]) => [slug, name]),
    ),
    entries: entries.map(viewOf),
    nextCursor:
      next === null
        ? null
        : deps.cursors.encode({ kind: cursorKind, scope, position: positionOf(next) }),
  };
}

export function viewOf(entry: CatalogEntry): EntryView {
  const {
    versionId: _,
    id: __,
    requires: ___,
    provides: ____,
    screenshots: _____,
    ...view
  } = entry;
  return view;
}

const position = z.tuple([
  z.number(),
  z.string(),
  z.string(),
  z.number(),
  z.enum(["active", "deprecated"]),
  z.string(),
  z.string(),
]);

function positionOf(place: ListPlace): (string | number)[] {
  const { score, slug, name, featured, status, addedAt, changedAt } = place;
  return [score, slug, name, featured ? 1 : 0, status, addedAt, changedAt];
}

function readPlace(deps: CatalogDeps, cursor: string, scope: string): ListPlace {
  const [score, slug, name, featured, status, addedAt, changedAt] = position.parse(
    deps.cursors.decode(cursor, { kind: cursorKind, scope }),
  );
  return { score, slug, name, featured: featured === 1, status, addedAt, changedAt };
}

/** What pages say of the catalog around its apps. */
export interface CatalogStanding {
  readonly generation: number;
  readonly name: string;
  readonly summary: string;
  readonly entries: number;
  /** Since when nothing new could come, where that is long; else null. */
  readonly silentSince: Date | null;
}

/**
 * How many apps are listed, for whoever shows that there is a catalog, and whether it may be behind. It waits for nothing: a page that
 * only mentions the catalog is there without it. Throws CATALOG_EMPTY where nothing of it is served.
 */
export async function countCatalog({
  reader,
}: Pick<CatalogDeps, "reader">): Promise<CatalogStanding> {
  const served = reader.current();
  if (served === null) throw new CatalogError("CATALOG_EMPTY");
  const { generation, store, listed } = served.snapshot;
  return {
    generation,
    name: store?.name ?? "",
    summary: store?.summary ?? "",
    entries: listed.name.size,
    silentSince: reader.silentSince(),
  };
}
