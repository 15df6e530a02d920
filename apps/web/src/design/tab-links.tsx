"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cn } from "./class-names.ts";

export interface TabLink {
  label: string;
  href: string;
  /** Pages that stand in a second row below; the first of them has this link's address. */
  pages?: readonly TabLink[];
}

/** Pages beside each other under one head, in one row or two. They are links: each has its own address. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const pathname = usePathname();
  const current = tabs.find(({ href, pages = [] }) =>
    [href, ...pages.map((page) => page.href)].includes(pathname),
  );
  return (
    <div className="mb-6">
      <Row label={label} tabs={tabs} current={current} look="tabs" />
      {current?.pages !== undefined && (
        <Row
          label={current.label}
          tabs={current.pages}
          current={current.pages.find(({ href }) => href === pathname)}
          look="pages"
        />
      )}
    </div>
  );
}

interface RowProps {
  label: string;
  tabs: readonly TabLink[];
  current: TabLink | undefined;
  look: keyof typeof looks;
}

const looks = {
  tabs: {
    row: "gap-1 border-line border-b",
    link: "-mb-px h-10 border-transparent border-b-2 px-3 hover:text-ink",
    current: "border-accent text-ink",
  },
  pages: {
    row: "gap-1 pt-3",
    link: "h-8 rounded-md px-3 hover:bg-hover hover:text-ink",
    current: "bg-hover text-ink",
  },
} as const;

function Row({ label, tabs, current, look }: RowProps) {
  const pathname = usePathname();
  const chosen = useRef<HTMLAnchorElement>(null);
  // Where not all of them fit, the chosen one is among those that are seen.
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <nav aria-label={label} className="overflow-x-auto">
      <ul className={cn("flex min-w-max", looks[look].row)}>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              ref={tab === current ? chosen : undefined}
              href={tab.href}
              aria-current={tab !== current ? undefined : tab.href === pathname ? "page" : "true"}
              className={cn(
                "flex items-center whitespace-nowrap font-medium text-ink-3 text-sm focus-visible:outline-offset-[-2px]",
                looks[look].link,
                tab === current && looks[look].current,
              )}
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
