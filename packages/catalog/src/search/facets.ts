import {
  type CatalogEntry,
  type FacetName,
  facetNames,
  facetValues,
  type Snapshot,
} from "../snapshot/snapshot.ts";
import type { Tally } from "../snapshot/tally.ts";
import { firstOf } from "./first-of.ts";
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

function filteredBy(filters: Filters): readonly FacetName[] {
  return facetNames.filter((facet) => filters[facet].length > 0);
}

/** A test whether an entry has, of each filter that is set, one of its values. */
export function createFilter(filters: Filters): (entry: CatalogEntry) => boolean {
  const set = filteredBy(filters);
  return (entry) => set.every((facet) => passes(entry, filters, facet));
}

interface Counted {
  readonly value: string;
  count: number;
}
type Counts = Map<string, Counted>;

function countIn(counts: Counts, value: string): void {
  const counted = counts.get(value);
  if (counted === undefined) counts.set(value, { value, count: 1 });
  else counted.count += 1;
}

/** How many entries each value would give. */
export interface FacetCount {
  add(entry: CatalogEntry): void;
  /** Each facet counted with all filters but its own: the most frequent ten values and those that are chosen. */
  result(): Facets;
}

function openCount(filters: Filters): FacetCount {
  const counts: Record<FacetName, Counts> = {
    category: new Map(),
    tag: new Map(),
    architecture: new Map(),
    license: new Map(),
  };
  const set = filteredBy(filters);
  const shownOf = (facet: FacetName) => {
    const counted = counts[facet];
    return shown(topOf(counted.values()), filters[facet], (value) => counted.get(value)?.count);
  };
  return {
    add(entry) {
      // Who fails one filter alone counts in that facet alone; who fails two counts nowhere.
      const failing = set.filter((facet) => !passes(entry, filters, facet));
      const [only] = failing;
      if (failing.length > 1) return;
      for (const facet of only === undefined ? facetNames : [only]) {
        for (const value of facetValues(entry, facet)) countIn(counts[facet], value);
      }
    },
    result: () => ({
      category: shownOf("category"),
      tag: shownOf("tag"),
      architecture: shownOf("architecture"),
      license: shownOf("license"),
    }),
  };
}

/** Counts what a search has found. */
export function countFacets(entries: Iterable<CatalogEntry>, filters: Filters): Facets {
  const count = openCount(filters);
  for (const entry of entries) count.add(entry);
  return count.result();
}

/**
 * Counts everything that is listed, which its caller adds. Where all filters are of one facet, that facet without its own filter has been
 * counted with the last change of the catalog, and only what passes is counted here.
 */
export function openFacetCount({ facets }: Snapshot, filters: Filters): FacetCount {
  const [facet, ...others] = filteredBy(filters);
  if (facet === undefined || others.length > 0) return openCount(filters);
  const count = openCount({ ...filters, [facet]: [] });
  const all = facets[facet];
  return {
    add(entry) {
      if (passes(entry, filters, facet)) count.add(entry);
    },
    result: () => ({
      ...count.result(),
      [facet]: shown(topOfTally(all), filters[facet], (value) => all.get(value)),
    }),
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
  const known =
    tops.get(tally) ?? topOf(Array.from(tally.entries(), ([value, count]) => ({ value, count })));
  tops.set(tally, known);
  return known;
}

function topOf(values: Iterable<FacetValue>): FacetValue[] {
  return firstOf(values, shownMost, byFrequency);
}

function byFrequency(left: FacetValue, right: FacetValue): number {
  return right.count - left.count || (left.value < right.value ? -1 : 1);
}

/** The most frequent values, and those that are chosen. */
function shown(
  top: readonly FacetValue[],
  chosen: readonly string[],
  countOf: (value: string) => number | undefined,
): FacetValue[] {
  const rest = chosen.filter((value) => top.every((one) => one.value !== value));
  return [...top, ...rest.map((value) => ({ value, count: countOf(value) ?? 0 }))];
}
