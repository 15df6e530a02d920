import type { Inputs } from "../data/router-types.ts";
import type { FacetName, Sort } from "./catalog-types.ts";

/** What somebody looks for: it stands in the address, so that it can be sent on and gone back to. */
export interface CatalogQuery {
  readonly q: string;
  readonly filters: Readonly<Record<FacetName, readonly string[]>>;
  /** Undefined: the best match where something is searched, else the featured first. */
  readonly sort: Sort | undefined;
}

const facetNames = ["category", "tag", "architecture", "license"] as const;
const sorts = ["relevance", "featured", "name", "updated", "new"] as const satisfies Sort[];

/** What the server takes; more of it is passed over. */
const longestQuery = 200;
const longest: Record<FacetName, number> = {
  category: 60,
  tag: 60,
  architecture: 20,
  license: 100,
};
const most: Record<FacetName, number> = { category: 20, tag: 20, architecture: 5, license: 20 };

/** Reads an address; what makes no sense is passed over. */
export function readCatalogQuery(params: URLSearchParams): CatalogQuery {
  const valuesOf = (name: FacetName) =>
    [...new Set(params.getAll(name))]
      .filter((value) => value !== "" && value.length <= longest[name])
      .slice(0, most[name]);
  const sort = sorts.find((known) => known === params.get("sort"));
  return {
    q: (params.get("q") ?? "").slice(0, longestQuery),
    filters: {
      category: valuesOf("category"),
      tag: valuesOf("tag"),
      architecture: valuesOf("architecture"),
      license: valuesOf("license"),
    },
    sort,
  };
}

/** The same as the query of an address. */
export function writeCatalogQuery({ q, filters, sort }: CatalogQuery): string {
  const params = new URLSearchParams();
  if (q.trim() !== "") params.set("q", q);
  for (const name of facetNames) {
    for (const value of filters[name]) params.append(name, value);
  }
  if (sort !== undefined) params.set("sort", sort);
  return params.toString();
}

/** The same as the API is asked it. */
export function inputOf({ q, filters, sort }: CatalogQuery): Inputs["catalog"]["entries"]["list"] {
  const { category, tag, architecture, license } = filters;
  return {
    ...(q.trim() === "" ? {} : { q: q.trim() }),
    category: [...category],
    tag: [...tag],
    architecture: [...architecture],
    license: [...license],
    ...(sort === undefined ? {} : { sort }),
  };
}

/** With a value of a facet chosen, or not any more. */
export function toggled(query: CatalogQuery, facet: FacetName, value: string): CatalogQuery {
  const before = query.filters[facet];
  const after = before.includes(value)
    ? before.filter((each) => each !== value)
    : [...before, value];
  return { ...query, filters: { ...query.filters, [facet]: after } };
}

export function unfiltered(query: CatalogQuery): CatalogQuery {
  return { ...query, filters: { category: [], tag: [], architecture: [], license: [] } };
}

export function isFiltered({ filters }: CatalogQuery): boolean {
  return facetNames.some((name) => filters[name].length > 0);
}
