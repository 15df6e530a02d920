import type { PhotoFilter } from "./public-types.ts";

type Query = Record<string, string | string[] | undefined>;

/** What the query of a page narrows its photos by; what makes no sense is passed over. */
export function readFilter(query: Query): PhotoFilter {
  const text = (name: string) => {
    const value = query[name];
    const trimmed = typeof value === "string" ? value.trim().slice(0, 200) : "";
    return trimmed === "" ? undefined : trimmed;
  };
  const year = Number(text("year"));
  const seed = text("shuffle");
  return compact({
    album: text("album"),
    tag: text("tag"),
    camera: text("camera"),
    lens: text("lens"),
    words: text("q"),
    year: Number.isInteger(year) && year >= 1826 && year <= 9999 ? year : undefined,
    seed: seed !== undefined && /^[a-z0-9]{1,16}$/.test(seed) ? seed : undefined,
  });
}

/** The same filter as the query of a page. */
export function writeFilter({ words, seed, year, ...rest }: PhotoFilter): URLSearchParams {
  const params = new URLSearchParams();
  const named = { ...rest, q: words, year, shuffle: seed };
  for (const [name, value] of Object.entries(named)) {
    if (value !== undefined) params.set(name, String(value));
  }
  return params;
}

/** A path with a filter behind it. */
export function filteredPath(path: string, filter: PhotoFilter): string {
  const query = writeFilter(filter).toString();
  return query === "" ? path : `${path}?${query}`;
}

function compact(filter: Record<keyof PhotoFilter, unknown>): PhotoFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
