import type { CatalogEntry } from "../snapshot/snapshot.ts";
import type { ListEntriesInput } from "./list-input.ts";

const facetNames = ["category", "tag", "architecture", "license"] as const;
export type FacetName = (typeof facetNames)[number];

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export type Facets = Readonly<Record<FacetName, readonly FacetValue[]>>;
export type Filters = Pick<ListEntriesInput, FacetName>;

const shownMost = 10;

function valuesOf(entry: CatalogEntry, facet: FacetName): readonly string[] {
  switch (facet) {
    case "category":
      return entry.categories;
    case "tag":
      return entry.tags;
    case "architecture":
      return entry.architectures;
    case "license":
      return [entry.license];
  }
}

function passes(entry: CatalogEntry, filters: Filters, facet: FacetName): boolean {
  const wanted = filters[facet];
  return wanted.length === 0 || valuesOf(entry, facet).some((value) => wanted.includes(value));
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
  for (const entry of entries) {
    const failing = facetNames.filter((facet) => !passes(entry, filters, facet));
    for (const facet of facetNames) {
      if (failing.some((other) => other !== facet)) continue;
      for (const value of valuesOf(entry, facet)) {
        counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
      }
    }
  }
  return {
    category: shown(counts.category, filters.category),
    tag: shown(counts.tag, filters.tag),
    architecture: shown(counts.architecture, filters.architecture),
    license: shown(counts.license, filters.license),
  };
}

function shown(counts: ReadonlyMap<string, number>, chosen: readonly string[]): FacetValue[] {
  const all = [...counts].map(([value, count]) => ({ value, count }));
  all.sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1));
  const top = all.slice(0, shownMost);
  const rest = chosen.filter((value) => top.every((one) => one.value !== value));
  return [...top, ...rest.map((value) => ({ value, count: counts.get(value) ?? 0 }))];
}
