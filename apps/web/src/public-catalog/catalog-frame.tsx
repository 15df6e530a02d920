import type { ReactNode } from "react";
import { Wordmark } from "../design/logo.tsx";
import { paths } from "../paths.ts";
import { ThemeSwitch } from "../public-gallery/theme-switch.tsx";
import { CatalogGeneration } from "./catalog-generation.tsx";
import { CatalogSilence } from "./catalog-silence.tsx";
import { isSignedIn } from "./read-catalog.ts";

/** What stands around every page of the catalog. */
export async function CatalogFrame({ children }: { children: ReactNode }) {
  const isMember = await isSignedIn();
  return (
    <div className="flex min-h-dvh flex-col">
      <CatalogGeneration />
      <a
        href="#content"
        className="absolute top-2 left-2 z-10 rounded-md bg-ink px-3.5 py-2 text-on-ink not-focus:-translate-y-[200%]"
      >
        Skip to the apps
      </a>
      <header className="border-line border-b">
        <div className="mx-auto flex w-full max-w-6xl items-center justify-between gap-4 px-4 py-3 sm:px-6">
          <a href={paths.catalog()} className="flex items-center gap-2 rounded-sm">
            <Wordmark />
            <span className="text-[15px] text-ink-3">Catalog</span>
          </a>
          <div className="flex items-center gap-1">
            <a
              href={isMember ? paths.overview() : paths.signIn()}
              className="rounded-md px-2.5 py-2 font-medium text-ink-2 text-sm hover:bg-hover hover:text-ink"
            >
              {isMember ? "Console" : "Sign in"}
            </a>
            <ThemeSwitch />
          </div>
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 focus:outline-none sm:px-6 sm:py-10"
      >
        <CatalogSilence />
        {children}
      </main>
    </div>
  );
}
