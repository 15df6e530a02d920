import Link from "next/link";
import type { ReactNode } from "react";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";

export interface OverviewPanelProps {
  title: string;
  /** The way to all of them. */
  all: { href: string; label: string };
  query: { isPending: boolean; isError: boolean; error: unknown; refetch(): Promise<unknown> };
  children: ReactNode;
}

/** A few of many, with the way to all of them; on their way, and where they could not be read, it says so. */
export function OverviewPanel({ title, all, query, children }: OverviewPanelProps) {
  return (
    <Panel>
      <PanelHead
        title={title}
        actions={
          <Link
            href={all.href}
            className="rounded-sm font-medium text-accent text-sm hover:underline"
          >
            {all.label}
          </Link>
        }
      />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title={`The ${title.toLowerCase()} could not be loaded`}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.isPending && <SkeletonRows rows={2} />}
      {children}
    </Panel>
  );
}

/** What stands in a panel that has nothing to show yet. */
export function NothingYet({ children }: { children: ReactNode }) {
  return <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">{children}</p>;
}
