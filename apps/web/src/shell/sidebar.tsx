"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "../design/class-names.ts";
import { Kbd } from "../design/kbd.tsx";
import { Wordmark } from "../design/logo.tsx";
import { paths } from "../paths.ts";
import { AccountMenu } from "./account-menu.tsx";
import { sectionOf } from "./nav.ts";
import { useSearch } from "./search.tsx";
import { useSections } from "./use-sections.ts";
import { useViewer } from "./viewer.tsx";

export function Sidebar() {
  return (
    <aside className="sticky top-0 hidden h-dvh flex-col border-line border-r bg-sunken px-3 py-4 lg:flex">
      <Link href={paths.overview()} className="rounded-md px-2 py-1">
        <Wordmark />
      </Link>
      <SearchTrigger />
      <SectionLinks />
      <div className="mt-auto">
        <AccountMenu side="top" />
      </div>
    </aside>
  );
}

function SearchTrigger() {
  const { open } = useSearch();
  return (
    <button
      type="button"
      onClick={open}
      aria-keyshortcuts="Control+K Meta+K"
      className="mt-4 flex h-9 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-ink-3 text-sm shadow-1 hover:border-line-strong hover:text-ink-2"
    >
      <Search className="size-4" aria-hidden="true" />
      <span className="flex-1 text-left">Search</span>
      <Kbd>Ctrl</Kbd>
      <Kbd>K</Kbd>
    </button>
  );
}

function SectionLinks() {
  const pathname = usePathname();
  const current = sectionOf(pathname)?.id;
  const { organization } = useViewer();
  return (
    <nav aria-label="Sections" className="mt-5">
      {organization !== null && (
        <p className="truncate px-2.5 pb-1.5 font-medium text-ink-3 text-xs">{organization.name}</p>
      )}
      <ul className="grid gap-0.5">
        {useSections().map(({ id, href, label, icon: Icon }) => (
          <li key={id}>
            <Link
              href={href}
              aria-current={current === id ? "page" : undefined}
              className={cn(
                "flex h-9 items-center gap-2.5 rounded-md px-2.5 font-medium text-ink-2 text-sm hover:bg-hover hover:text-ink",
                current === id && "bg-surface text-ink shadow-1 ring-1 ring-line hover:bg-surface",
              )}
            >
              <Icon
                className={cn("size-4 text-ink-3", current === id && "text-accent")}
                aria-hidden="true"
              />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
