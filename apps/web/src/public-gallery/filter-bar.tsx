import { formatCount } from "../design/format.ts";
import { filteredPath } from "./filter-query.ts";
import type { FacetsView, PhotoFilter } from "./public-types.ts";

export interface FilterBarProps {
  /** The page that lists them, without a filter. */
  path: string;
  /** What is chosen, without what the path says already. */
  filter: PhotoFilter;
  facets: FacetsView;
  /** For the next shuffle; another at each visit. */
  newSeed: string;
}

const groups = [
  { key: "year", from: "years", label: "Year" },
  { key: "camera", from: "cameras", label: "Camera" },
  { key: "lens", from: "lenses", label: "Lens" },
  { key: "tag", from: "tags", label: "Tag" },
] as const;

/** Search, filters and shuffle: plain links and a plain form, which work before any script has come. */
export function FilterBar({ path, filter, facets, newSeed }: FilterBarProps) {
  const { words, ...rest } = filter;
  const chosen = chosenOf(filter, facets);
  return (
    <div className="filter-bar">
      <form action={path} method="get" className="filter-search">
        <label htmlFor="search" className="sr-only">
          Search photos
        </label>
        <input
          id="search"
          type="search"
          name="q"
          defaultValue={words ?? ""}
          placeholder="Search"
          maxLength={200}
        />
        {Object.entries(rest).map(([name, value]) => (
          <input
            key={name}
            type="hidden"
            name={name === "seed" ? "shuffle" : name}
            value={String(value)}
          />
        ))}
      </form>
      <details className="filter-more">
        <summary>Filter</summary>
        <div className="filter-groups">
          {groups.map(({ key, from, label }) => (
            <FilterGroup
              key={key}
              label={label}
              facets={facets[from]}
              chosen={String(filter[key] ?? "")}
              hrefOf={(value) => filteredPath(path, { ...filter, [key]: value })}
            />
          ))}
        </div>
      </details>
      <a className="quiet-button" href={filteredPath(path, { ...filter, seed: newSeed })}>
        Shuffle
      </a>
      {chosen.length > 0 && (
        <ul aria-label="Chosen filters" className="chosen-filters">
          {chosen.map(({ key, label }) => (
            <li key={key}>
              <a href={filteredPath(path, { ...filter, [key]: undefined })}>
                {label} <span aria-hidden="true">×</span>
                <span className="sr-only">, remove</span>
              </a>
            </li>
          ))}
          <li className="text-ink-3">{formatCount(facets.photos, "photo")}</li>
        </ul>
      )}
    </div>
  );
}

function chosenOf(filter: PhotoFilter, facets: FacetsView) {
  const tag = facets.tags.find(({ value }) => value === filter.tag);
  const words = {
    words: filter.words === undefined ? undefined : `“${filter.words}”`,
    year: filter.year,
    camera: filter.camera,
    lens: filter.lens,
    tag: tag?.label ?? filter.tag,
    seed: filter.seed === undefined ? undefined : "Shuffled",
  };
  return Object.entries(words).flatMap(([key, label]) =>
    label === undefined ? [] : [{ key, label: String(label) }],
  );
}

interface FilterGroupProps {
  label: string;
  facets: FacetsView["years"];
  chosen: string;
  hrefOf: (value: string) => string;
}

function FilterGroup({ label, facets, chosen, hrefOf }: FilterGroupProps) {
  if (facets.length === 0) return null;
  return (
    <section aria-label={label}>
      <h2>{label}</h2>
      <ul>
        {facets.slice(0, 20).map(({ value, label: name, photos }) => (
          <li key={value}>
            <a href={hrefOf(value)} aria-current={value === chosen ? "true" : undefined}>
              <span>{name}</span> <span className="text-ink-3">{photos}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
