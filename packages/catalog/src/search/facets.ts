import {
  type CatalogEntry,
  type FacetName,
  facetNames,
  facetValues,
  type Snapshot,
} from "../snapshot/snapshot.ts";
import type { Tally } from "../snapshot/tally.ts";
import type { ListEntriesInput } from "./list-input.ts";

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export type Facets = Readonly<Record<FacetName, readonly FacetValue[]>>;
export type Filters = Pick<ListEntriesInput, FacetName>;

const shownMost = 10;

/** Whether any filter is set. */
export function isFiltered(filters: Filters): boolean {
  return facetNames.some((facet) => filters[facet].length > 0);
}

function passes(entry: CatalogEntry, filters: Filters, facet: FacetName): boolean {
  const wanted = filters[facet];
  return wanted.length === 0 || facetValues(entry, facet).some((value) => wanted.includes(value));
}

/** Whether an entry has, of each filter that is set, one of its values. */
export function passesFilters(entry: CatalogEntry, filters: Filters): boolean {
  return facetNames.every((facet) => passes(entry, filters, facet));
}

/**
 * How many entries each value would give: each facet counted with all filters but its own, the most frequent ten and those that are
 * chosen.
 */
export function countFacets(entries: Iterable<CatalogEntry>, filters: Filters): Facets {
  const counts: Record<FacetName, Map<string, number>> = {
    category: new Map(),
    tag: new Map(),
    architecture: new Map(),
    license: new Map(),
  };
  const isNarrow = isFiltered(filters);
  for (const entry of entries) {
    const failing = isNarrow ? facetNames.filter((facet) => !passes(entry, filters, facet)) : [];
    for (const facet of facetNames) {
      if (failing.some((other) => other !== facet)) continue;
      for (const value of facetValues(entry, facet)) {
        counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
      }
    }
  }
  return {
    category: shown(topOf(counts.category), counts.category, filters.category),
    tag: shown(topOf(counts.tag), counts.tag, filters.tag),
    architecture: shown(topOf(counts.architecture), counts.architecture, filters.architecture),
    license: shown(topOf(counts.license), counts.license, filters.license),
  };
}

/** The facets of everything that is listed, which are counted with each change of the catalog and not with each question. */
export function facetsOf({ facets }: Snapshot): Facets {
  return {
    category: topOfTally(facets.category),
    tag: topOfTally(facets.tag),
    architecture: topOfTally(facets.architecture),
    license: topOfTally(facets.license),
  };
}

const tops = new WeakMap<Tally, readonly FacetValue[]>();

function topOfTally(tally: Tally): readonly FacetValue[] {
  const known = tops.get(tally) ?? topOf(tally);
  tops.set(tally, known);
  return known;
}

type Counts = { entries(): Iterable<readonly [string, number]> };

function topOf(counts: Counts): FacetValue[] {
  const all = Array.from(counts.entries(), ([value, count]) => ({ value, count }));
  all.sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1));
  return all.slice(0, shownMost);
}

/** The most frequent values, and those that are chosen. */
function shown(
  top: readonly FacetValue[],
  counts: ReadonlyMap<string, number>,
  chosen: readonly string[],
): FacetValue[] {
  const rest = chosen.filter((value) => top.every((one) => one.value !== value));
  return [...top, ...rest.map((value) => ({ value, count: counts.get(value) ?? 0 }))];
}
