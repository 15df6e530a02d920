"use client";

import { Check } from "lucide-react";
import { type MouseEvent, type ReactNode, useState } from "react";
import { paths } from "../paths.ts";
import {
  type CatalogQuery,
  isFiltered,
  toggled,
  unfiltered,
  writeCatalogQuery,
} from "./catalog-query.ts";
import type { EntryPage, FacetName } from "./catalog-types.ts";
import { facetWords, processorWords } from "./catalog-words.ts";

export interface FacetListProps {
  query: CatalogQuery;
  facets: EntryPage["facets"];
  categoryNames: EntryPage["categoryNames"];
  onQuery: (query: CatalogQuery) => void;
}

const shownFacets = ["category", "architecture", "license", "tag"] as const;

/** What narrows the list, with how many apps each would leave. Links, which work before any script has come. */
export function FacetList({ query, facets, categoryNames, onQuery }: FacetListProps) {
  const [isOpen, setOpen] = useState(false);
  const groups = shownFacets.filter((name) => facets[name].length > 0);
  const wordsOf = (name: FacetName, value: string) => {
    if (name === "category") return categoryNames[value] ?? value;
    return name === "architecture" ? processorWords(value) : value;
  };
  return (
    <div>
      <div className="lg:hidden">
        <button
          type="button"
          className="catalog-button w-full"
          aria-expanded={isOpen}
          aria-controls="catalog-filters"
          onClick={() => setOpen(!isOpen)}
        >
          Filters
        </button>
      </div>
      <nav
        id="catalog-filters"
        aria-label="Filters"
        className={`grid gap-6 max-lg:mt-4 sm:max-lg:grid-cols-2 ${isOpen ? "" : "max-lg:hidden"}`}
      >
        {isFiltered(query) && (
          <QueryLink query={unfiltered(query)} onQuery={onQuery} className="text-accent text-sm">
            Clear filters
          </QueryLink>
        )}
        {groups.map((name) => (
          <section key={name} aria-labelledby={`facet-${name}`}>
            <h2 id={`facet-${name}`} className="mb-1.5 font-medium text-ink-3 text-xs">
              {facetWords[name]}
            </h2>
            <ul>
              {facets[name].map(({ value, count }) => {
                const isChosen = query.filters[name].includes(value);
                return (
                  <li key={value}>
                    <QueryLink
                      query={toggled(query, name, value)}
                      onQuery={onQuery}
                      isCurrent={isChosen}
                      className="facet-link"
                    >
                      <span className="wrap-anywhere min-w-0 flex-1">{wordsOf(name, value)}</span>
                      {isChosen && <Check aria-hidden="true" className="size-3.5 text-accent" />}
                      <span className="text-ink-3 tabular-nums">
                        {count}
                        <span className="sr-only">{count === 1 ? " app" : " apps"}</span>
                      </span>
                    </QueryLink>
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </nav>
    </div>
  );
}

export interface QueryLinkProps {
  query: CatalogQuery;
  onQuery: (query: CatalogQuery) => void;
  isCurrent?: boolean;
  className: string;
  children: ReactNode;
}

/** A link to the same page with another question; it is followed in place. */
export function QueryLink({ query, onQuery, isCurrent, className, children }: QueryLinkProps) {
  function follow(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onQuery(query);
  }
  return (
    <a
      href={paths.catalog(writeCatalogQuery(query))}
      aria-current={isCurrent === true ? "true" : undefined}
      className={className}
      onClick={follow}
    >
      {children}
    </a>
  );
}
