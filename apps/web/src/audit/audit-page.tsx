"use client";

import { Download, SearchX } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useSettled } from "../design/use-settled.ts";
import { type AuditFilter, auditFileOf, everything, isEverything } from "./audit-filter.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditList } from "./audit-list.tsx";
import { useAudit } from "./use-audit.ts";

export function AuditPage() {
  const [filter, setFilter] = useState<AuditFilter>(everything);
  const settled = useSettled(filter);
  const query = useAudit(settled);
  const entries = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHead
        title="Audit"
        lead="Who did what here, the newest first. Nothing in it can be changed."
        actions={
          <Button asChild>
            <a href={auditFileOf(settled)} download>
              <Download aria-hidden="true" /> CSV
            </a>
          </Button>
        }
      />
      <AuditFilters filter={filter} onChange={setFilter} />
      {query.isError && (
        <ErrorCard
          className="mb-4"
          title="The audit could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      <Panel aria-label="Audit" className={cn(entries === undefined && query.isError && "hidden")}>
        {entries === undefined && <SkeletonRows rows={6} />}
        {entries !== undefined && entries.length > 0 && <AuditList entries={entries} />}
        {entries?.length === 0 && (
          <Empty
            icon={SearchX}
            title="Nothing matches"
            action={
              !isEverything(settled) && (
                <Button onClick={() => setFilter(everything)}>Show everything</Button>
              )
            }
          >
            Entries are found by who acted, by what it was done to, by the kind of act, and by day.
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
