"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, SearchX } from "lucide-react";
import { useState } from "react";
import {
  type AuditFilter,
  auditListInput,
  everything,
  isEverything,
  nextAuditCursor,
  vaultAuditFileOf,
} from "../audit/audit-filter.ts";
import { AuditFilters } from "../audit/audit-filters.tsx";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { Empty } from "../design/empty.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { useSettled } from "../design/use-settled.ts";
import { VaultAuditList } from "./vault-audit-list.tsx";
import { vaultActs } from "./vault-audit-words.ts";

/** What people did to vaults of all organizations. */
export function VaultAuditPage() {
  const trpc = useTRPC();
  const [filter, setFilter] = useState<AuditFilter>(everything);
  const settled = useSettled(filter);
  const query = useInfiniteQuery(
    trpc.vaultOperator.audit.infiniteQueryOptions(auditListInput(settled), {
      getNextPageParam: nextAuditCursor,
      placeholderData: (previous) => previous,
    }),
  );
  const entries = query.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <AuditFilters filter={filter} acts={vaultActs} onChange={setFilter} />
      {query.isError && (
        <ErrorCard
          className="mb-4"
          title="The audit could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      <Panel
        aria-labelledby="vault-audit"
        className={cn(entries === undefined && query.isError && "hidden")}
      >
        <PanelHead
          id="vault-audit"
          title="What was done to vaults"
          note="Of all organizations, the newest first. What signers sign stands in the vaults themselves."
          actions={
            <Button asChild>
              <a href={vaultAuditFileOf(settled)} download>
                <Download aria-hidden="true" /> CSV
              </a>
            </Button>
          }
        />
        {entries === undefined && <SkeletonRows rows={6} />}
        {entries !== undefined && entries.length > 0 && <VaultAuditList entries={entries} />}
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
            Entries are found by who acted, by a vault's id, by the kind of act, and by day.
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
