"use client";

import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { Panel } from "../design/panel.tsx";
import type { Option } from "../design/select.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { type AuditFilter, type AuditRow, everything, isEverything } from "./audit-filter.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { type AuditColumn, AuditList } from "./audit-list.tsx";

/** Pages of entries, as far as they are read. */
interface AuditQuery {
  readonly data: { readonly pages: readonly { readonly items: AuditRow[] }[] } | undefined;
  readonly error: unknown;
  readonly isError: boolean;
  readonly isFetching: boolean;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  refetch(): unknown;
  fetchNextPage(): unknown;
}

export interface AuditPanelProps {
  label: string;
  /** Above the list, in its panel. */
  head?: ReactNode;
  filter: AuditFilter;
  /** The kinds of acts to choose from; those of an organization unless told. */
  acts?: readonly Option<string>[];
  onFilter: (filter: AuditFilter) => void;
  query: AuditQuery;
  columns: readonly AuditColumn[];
  widths: string;
  /** Said where nothing matches: by what entries are found. */
  hint: string;
}

/** A record that is narrowed from above, and read page by page. */
export function AuditPanel(props: AuditPanelProps) {
  const { label, head, filter, acts, onFilter, query, columns, widths, hint } = props;
  const entries = query.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <AuditFilters filter={filter} onChange={onFilter} {...(acts === undefined ? {} : { acts })} />
      {query.isError && (
        <ErrorCard
          className="mb-4"
          title="The audit could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      <Panel aria-label={label} className={cn(entries === undefined && query.isError && "hidden")}>
        {head}
        {entries === undefined && <SkeletonRows rows={6} />}
        {entries !== undefined && entries.length > 0 && (
          <AuditList label={label} entries={entries} columns={columns} widths={widths} />
        )}
        {entries?.length === 0 && (
          <Empty
            icon={SearchX}
            title="Nothing matches"
            action={
              !isEverything(filter) && (
                <Button onClick={() => onFilter(everything)}>Show everything</Button>
              )
            }
          >
            {hint}
          </Empty>
        )}
        <MoreButton
          hasMore={query.hasNextPage}
          busy={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      </Panel>
    </>
  );
}
