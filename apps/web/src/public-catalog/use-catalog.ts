"use client";

import { useEffect, useRef, useState } from "react";
import { paths } from "../paths.ts";
import { askCatalog } from "./ask-catalog.ts";
import {
  type CatalogQuery,
  inputOf,
  readCatalogQuery,
  writeCatalogQuery,
} from "./catalog-query.ts";
import type { EntryPage } from "./catalog-types.ts";

export interface CatalogView {
  readonly query: CatalogQuery;
  /** What was answered last; null until there was an answer. */
  readonly page: EntryPage | null;
  /** The question that `page` answers. */
  readonly answered: CatalogQuery;
  readonly state: "idle" | "loading" | "failed";
  /** Asks while somebody types: one step back in the history for all keys until `settle`. */
  type(q: string): void;
  /** What was typed is meant; the next key begins another step. */
  settle(): void;
  /** Asks something else at once. */
  go(query: CatalogQuery): void;
  retry(): void;
  readMore(): void;
}

const quietMs = 80;

/** The list of apps: its question is in the address, and of several answers the one to the last question counts. */
export function useCatalog(initial: CatalogQuery, first: EntryPage | null): CatalogView {
  const [query, setQuery] = useState(initial);
  const [shown, setShown] = useState({ page: first, answered: initial });
  const [state, setState] = useState<CatalogView["state"]>(first === null ? "failed" : "idle");
  const asking = useRef<AbortController | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isTyping = useRef(false);

  async function ask(next: CatalogQuery, after: EntryPage | null = null): Promise<void> {
    clearTimeout(timer.current);
    asking.current?.abort();
    const mine = new AbortController();
    asking.current = mine;
    setState("loading");
    try {
      const cursor = after?.nextCursor ?? null;
      const input = { ...inputOf(next), ...(cursor === null ? {} : { cursor }) };
      const page = await askCatalog(input, mine.signal);
      if (asking.current !== mine) return;
      const entries = after === null ? page.entries : [...after.entries, ...page.entries];
      setShown({ page: { ...page, entries }, answered: next });
      setState("idle");
    } catch {
      if (asking.current === mine) setState("failed");
    }
  }

  function write(next: CatalogQuery, isStep: boolean): void {
    setQuery(next);
    const address = paths.catalog(writeCatalogQuery(next));
    if (isStep) window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }

  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    function goBack() {
      if (window.location.pathname !== paths.catalog()) return;
      isTyping.current = false;
      const next = readCatalogQuery(new URLSearchParams(window.location.search));
      setQuery(next);
      void latest.current(next);
    }
    window.addEventListener("popstate", goBack);
    return () => {
      window.removeEventListener("popstate", goBack);
      clearTimeout(timer.current);
      asking.current?.abort();
    };
  }, []);

  return {
    query,
    ...shown,
    state,
    type(q) {
      const next = { ...query, q };
      write(next, !isTyping.current);
      isTyping.current = true;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void ask(next), quietMs);
    },
    settle() {
      isTyping.current = false;
    },
    go(next) {
      isTyping.current = false;
      write(next, true);
      void ask(next);
    },
    retry: () => void ask(query),
    readMore() {
      if (state !== "loading") void ask(shown.answered, shown.page);
    },
  };
}
