import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export interface PageHeadProps {
  title: ReactNode;
  /** What this page is about, in one sentence. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** The page above this one. */
  up?: { label: string; href: string };
}

export function PageHead({ title, lead, actions, up }: PageHeadProps) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0 max-w-full">
        {up !== undefined && (
          <Link
            href={up.href}
            className="-ml-1 mb-1.5 inline-flex items-center gap-1 rounded-sm px-1 text-ink-3 text-sm hover:text-ink"
          >
            <span aria-hidden="true">←</span> {up.label}
          </Link>
        )}
        <h1 className="wrap-anywhere font-semibold text-ink text-xl tracking-[-0.02em]">{title}</h1>
        {lead !== undefined && <div className="mt-1 max-w-[62ch] text-ink-2">{lead}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

export function PageBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("grid grid-cols-1 gap-6", className)}>{children}</div>;
}
