"use client";

import type { ReactNode } from "react";
import { BottomBar } from "./bottom-bar.tsx";
import { Search, SearchProvider } from "./search.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";

/** The frame of the console: a sidebar from 1024 px on, else a top bar and a bottom bar within reach of a thumb. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <SearchProvider>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-md focus:bg-ink focus:px-3 focus:py-2 focus:text-on-ink"
      >
        Skip to content
      </a>
      <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
        <Sidebar />
        <TopBar />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-[72rem] px-4 pt-6 pb-28 focus:outline-none sm:px-6 lg:px-10 lg:pt-10 lg:pb-16"
        >
          {children}
        </main>
        <BottomBar />
      </div>
      <Search />
    </SearchProvider>
  );
}
