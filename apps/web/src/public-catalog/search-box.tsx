"use client";

import { Search } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { paths } from "../paths.ts";
import type { CatalogQuery } from "./catalog-query.ts";
import type { EntryView } from "./catalog-types.ts";
import { EntryIcon } from "./entry-icon.tsx";

export interface SearchBoxProps {
  query: CatalogQuery;
  /** The best of what was found. */
  found: readonly EntryView[];
  /** Whether that is found for what stands in the box now; what was found for less is shown, and not chosen from. */
  isCurrent: boolean;
  onType: (q: string) => void;
  onSettle: () => void;
}

const offeredMost = 6;
const listId = "catalog-offers";

/** Looks apps up while somebody types; the arrow keys choose among the best, Enter opens what is chosen. */
export function SearchBox({ query, found, isCurrent, onType, onSettle }: SearchBoxProps) {
  const [isOpen, setOpen] = useState(false);
  // By its name: another answer may come in between.
  const [chosen, setChosen] = useState<string | null>(null);
  const offered = query.q.trim() === "" ? [] : found.slice(0, offeredMost);
  const at = offered.findIndex(({ slug }) => slug === chosen);
  const isShown = isOpen && offered.length > 0;

  function move(by: 1 | -1) {
    setOpen(true);
    const from = at === -1 && by === -1 ? 0 : at;
    setChosen(offered[(from + by + offered.length) % offered.length]?.slug ?? null);
  }

  function close() {
    setOpen(false);
    setChosen(null);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && offered.length > 0) {
      event.preventDefault();
      if (isCurrent) move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      onSettle();
      const entry = isShown ? offered[at] : undefined;
      if (entry !== undefined) window.location.assign(paths.catalogEntry(entry.slug));
      close();
    } else if (event.key === "Escape" && isShown) {
      event.preventDefault();
      close();
    }
  }

  return (
    <search className="relative block">
      <form action={paths.catalog()} method="get">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-3.5 left-3.5 size-5 text-ink-3"
        />
        <input
          type="search"
          name="q"
          role="combobox"
          aria-label="Search apps"
          aria-autocomplete="list"
          aria-expanded={isShown}
          aria-controls={listId}
          aria-activedescendant={isShown && at !== -1 ? optionId(offered[at]) : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          placeholder="Search apps"
          value={query.q}
          className="catalog-search"
          onChange={(event) => {
            setOpen(true);
            setChosen(null);
            onType(event.target.value);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            close();
            onSettle();
          }}
        />
      </form>
      <div
        id={listId}
        role="listbox"
        aria-label="Apps found"
        hidden={!isShown}
        className="catalog-offers"
      >
        {offered.map((entry) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which names the chosen one
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are taken in the box
          <div
            key={entry.slug}
            id={optionId(entry)}
            role="option"
            aria-selected={entry.slug === chosen}
            className="catalog-offer"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => window.location.assign(paths.catalogEntry(entry.slug))}
          >
            <EntryIcon icon={entry.icon} size={28} />
            <span className="min-w-0">
              <span className="block font-medium text-ink">{entry.name}</span>
              <span className="block truncate text-ink-2 text-sm">{entry.summary}</span>
            </span>
          </div>
        ))}
      </div>
    </search>
  );
}

function optionId(entry: EntryView | undefined): string | undefined {
  return entry === undefined ? undefined : `offer-${entry.slug}`;
}
