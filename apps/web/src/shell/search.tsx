"use client";

import { Command } from "cmdk";
import { Search as SearchIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { VisuallyHidden } from "radix-ui";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { SearchResults } from "./search-results.tsx";

interface SearchControl {
  shown: boolean;
  open: () => void;
  close: () => void;
}

const SearchContext = createContext<SearchControl>({ shown: false, open() {}, close() {} });

export function useSearch(): SearchControl {
  return useContext(SearchContext);
}

export function SearchProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState(false);
  const control = useMemo(
    () => ({ shown, open: () => setShown(true), close: () => setShown(false) }),
    [shown],
  );
  return <SearchContext value={control}>{children}</SearchContext>;
}

/** One search over pages, hosts and apps: Ctrl-K anywhere in the console. */
export function Search() {
  const { shown, open, close } = useSearch();
  const [text, setText] = useState("");
  const router = useRouter();
  useSearchKey(open);
  function go(href: string) {
    close();
    setText("");
    router.push(href);
  }
  return (
    <Command.Dialog
      open={shown}
      onOpenChange={(next) => (next ? open() : close())}
      label="Search"
      loop
      overlayClassName="fixed inset-0 z-40 animate-fade bg-scrim backdrop-blur-[2px]"
      contentClassName="fixed inset-x-3 top-[8dvh] z-50 mx-auto max-w-[36rem] animate-rise overflow-hidden rounded-lg border border-line bg-raised shadow-2 sm:top-[14dvh]"
    >
      <VisuallyHidden.Root>
        <h2>Search</h2>
      </VisuallyHidden.Root>
      <div className="flex items-center gap-2.5 border-line border-b px-4">
        <SearchIcon className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Search pages, hosts and apps"
          className="h-12 w-full bg-transparent text-base text-ink outline-none placeholder:text-ink-3"
        />
      </div>
      <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto overscroll-contain p-1.5">
        {shown && <SearchResults text={text} onGo={go} />}
      </Command.List>
    </Command.Dialog>
  );
}

function useSearchKey(open: () => void) {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open();
      }
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [open]);
}
