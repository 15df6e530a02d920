"use client";

import { Link2 } from "lucide-react";
import type { ReactNode } from "react";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";

/** Links are opened and end while somebody looks. */
export const linksPollMs = 15_000;

export interface LoadedProps<Data> {
  query: {
    data: Data | undefined;
    isError: boolean;
    error: unknown;
    isFetching: boolean;
    refetch: () => unknown;
  };
  children: (data: Data) => ReactNode;
}

/** Rows that wait for their answer, and what went wrong beside what is known. */
export function LoadedLinks<Data>({ query, children }: LoadedProps<Data>) {
  return (
    <div className="grid grid-cols-1 gap-4">
      {query.isError && (
        <ErrorCard
          title={
            query.data === undefined ? "The links could not be loaded" : "What you see may be old"
          }
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data !== undefined
        ? children(query.data)
        : !query.isError && (
            <Panel>
              <SkeletonRows rows={2} />
            </Panel>
          )}
    </div>
  );
}

export interface LinksPanelProps {
  title: string;
  note: string;
  /** The button that makes one; false where none can be made. */
  make: ReactNode;
  /** What a link is for, or why there can be none. */
  empty: ReactNode;
  rows: readonly ReactNode[];
}

export function LinksPanel({ title, note, make, empty, rows }: LinksPanelProps) {
  const hasAny = rows.length > 0;
  return (
    <Panel aria-label={title}>
      <PanelHead title={title} note={note} actions={hasAny && make} />
      {hasAny ? (
        <ul className="divide-y divide-line">{rows}</ul>
      ) : (
        <Empty icon={Link2} title="No links yet" action={make}>
          {empty}
        </Empty>
      )}
    </Panel>
  );
}
