"use client";

import { type CatalogQuery, isFiltered, unfiltered } from "./catalog-query.ts";
import type { EntryPage, Sort } from "./catalog-types.ts";
import { sortWords } from "./catalog-words.ts";
import { EntryCard } from "./entry-card.tsx";
import { FacetList, QueryLink } from "./facet-list.tsx";
import { SearchBox } from "./search-box.tsx";
import { type CatalogView, useCatalog } from "./use-catalog.ts";

export interface CatalogBrowserProps {
  query: CatalogQuery;
  /** What the server found; null where it could not look. */
  first: EntryPage | null;
}

const noFacets = { category: [], tag: [], architecture: [], license: [] };

/** The search, what narrows it, and what it found. What was found stays until there is something else to show. */
export function CatalogBrowser({ query, first }: CatalogBrowserProps) {
  const view = useCatalog(query, first);
  const { page } = view;
  // Where words alone have found nothing, nothing narrows that any further.
  const isNarrowable = page?.total !== 0 || isFiltered(view.query);
  return (
    <>
      <SearchBox
        query={view.query}
        found={page?.entries ?? []}
        isCurrent={view.answered.q === view.query.q}
        onType={view.type}
        onSettle={view.settle}
      />
      <div
        className={`mt-6 grid gap-x-10 gap-y-6 ${isNarrowable ? "lg:grid-cols-[13rem_minmax(0,1fr)]" : ""}`}
      >
        {isNarrowable && (
          <FacetList
            query={view.query}
            facets={page?.facets ?? noFacets}
            categoryNames={page?.categoryNames ?? {}}
            onQuery={view.go}
          />
        )}
        <section aria-label="Apps" aria-busy={view.state === "loading"}>
          <Found view={view} />
        </section>
      </div>
    </>
  );
}

function Found({ view }: { view: CatalogView }) {
  const { page, state } = view;
  const isNothing = page?.total === 0;
  return (
    <>
      <div
        className={`flex flex-wrap items-center justify-between gap-x-4 gap-y-2 ${isNothing ? "" : "mb-4 min-h-9"}`}
      >
        <p role="status" className="text-ink-2">
          {page !== null && state !== "failed" && foundWords(view.answered, page)}
        </p>
        {!isNothing && <SortField view={view} />}
      </div>
      {state === "failed" && (
        <div role="alert" className="catalog-failure">
          <p>
            <span className="font-medium text-ink">The apps could not be looked up.</span> What you
            asked for is kept.
          </p>
          <button type="button" className="catalog-button" onClick={view.retry}>
            Retry
          </button>
        </div>
      )}
      {page !== null && page.entries.length > 0 && (
        <ul className="entry-grid" data-loading={state === "loading"}>
          {page.entries.map((entry) => (
            <EntryCard key={entry.slug} entry={entry} categoryNames={page.categoryNames} />
          ))}
        </ul>
      )}
      {isNothing && state !== "failed" && <Nothing view={view} />}
      {page !== null && page.nextCursor !== null && (
        <div className="mt-6 text-center">
          <button
            type="button"
            className="catalog-button"
            aria-disabled={state === "loading"}
            onClick={view.readMore}
          >
            Load more
          </button>
        </div>
      )}
    </>
  );
}

function foundWords({ q }: CatalogQuery, page: EntryPage): string {
  const { total, totalCapped, correctedTo, entries } = page;
  if (total === 0) return "";
  const apps = `${totalCapped ? `more than ${total}` : total} ${total === 1 ? "app" : "apps"}`;
  const count = entries.length < total ? `${entries.length} of ${apps}` : apps;
  if (correctedTo === null) return count;
  return `Nothing for “${q.trim()}”. Showing results for “${correctedTo}”: ${count}`;
}

/** What was searched, and the way out. */
function Nothing({ view }: { view: CatalogView }) {
  const { answered } = view;
  const q = answered.q.trim();
  return (
    <div className="rounded-lg border border-line border-dashed px-5 py-14 text-center">
      <h2 className="wrap-anywhere font-semibold text-ink text-lg">
        {q === "" ? "No app is like that" : `No app for “${q}”`}
      </h2>
      <p className="mt-1 text-ink-2">
        {isFiltered(answered)
          ? "There may be some without the filters."
          : "Another word may find it; names, tags and descriptions are searched."}
      </p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        {isFiltered(answered) && (
          <QueryLink query={unfiltered(answered)} onQuery={view.go} className="catalog-button">
            Clear filters
          </QueryLink>
        )}
        <QueryLink
          query={{ ...unfiltered(answered), q: "" }}
          onQuery={view.go}
          className="catalog-button"
        >
          Show all apps
        </QueryLink>
      </div>
    </div>
  );
}

function SortField({ view }: { view: CatalogView }) {
  const isSearch = view.query.q.trim() !== "";
  const preset: Sort = isSearch ? "relevance" : "featured";
  const offered = (Object.keys(sortWords) as Sort[]).filter(
    (sort) => sort !== "relevance" || isSearch,
  );
  const chosen = offered.find((sort) => sort === view.query.sort) ?? preset;
  return (
    <label className="flex items-center gap-2 text-ink-3 text-sm">
      Sort
      <select
        className="catalog-select"
        value={chosen}
        onChange={({ target }) => {
          const sort = offered.find((each) => each === target.value);
          view.go({ ...view.query, sort: sort === preset ? undefined : sort });
        }}
      >
        {offered.map((sort) => (
          <option key={sort} value={sort}>
            {sortWords[sort]}
          </option>
        ))}
      </select>
    </label>
  );
}
