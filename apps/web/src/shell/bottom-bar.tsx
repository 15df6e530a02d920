"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cn } from "../design/class-names.ts";
import { sectionOf } from "./nav.ts";
import { useSections } from "./use-sections.ts";

/**
 * The sections as tabs at the bottom edge; more than fit scroll sideways. A narrow screen cuts one of them in two, which
 * says that there are more, and the one that is open is always in view.
 */
export function BottomBar() {
  const current = sectionOf(usePathname())?.id;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (current === undefined) return;
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <nav
      aria-label="Sections"
      className="fixed inset-x-0 bottom-0 z-20 overflow-x-auto border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <ul ref={list} className="mx-auto flex max-w-xl">
        {useSections().map(({ id, href, label, icon: Icon }) => (
          <li key={id} className="min-w-16 flex-1">
            <Link
              href={href}
              aria-current={current === id ? "page" : undefined}
              className={cn(
                "grid h-14 content-center justify-items-center gap-0.5 font-medium text-[11px] text-ink-3 focus-visible:outline-offset-[-2px]",
                current === id && "text-ink",
              )}
            >
              <Icon className={cn("size-5", current === id && "text-accent")} aria-hidden="true" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
