"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cn } from "./class-names.ts";

export interface TabLink {
  label: string;
  href: string;
}

/** Pages beside each other under one head. They are links: each has its own address. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const pathname = usePathname();
  const chosen = useRef<HTMLAnchorElement>(null);
  // Where not all of them fit, the chosen one is among those that are seen.
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <nav aria-label={label} className="mb-6 overflow-x-auto border-line border-b">
      <ul className="flex gap-1">
        {tabs.map((tab) => {
          const current = pathname === tab.href;
          return (
            <li key={tab.href}>
              <Link
                ref={current ? chosen : undefined}
                href={tab.href}
                aria-current={current ? "page" : undefined}
                className={cn(
                  "-mb-px flex h-10 items-center border-transparent whitespace-nowrap border-b-2 px-3 font-medium text-ink-3 text-sm hover:text-ink focus-visible:outline-offset-[-2px]",
                  current && "border-accent text-ink",
                )}
              >
                {tab.label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
