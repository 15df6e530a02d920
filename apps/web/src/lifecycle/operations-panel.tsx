"use client";

import type { AppDetail } from "../apps/app-types.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { OperationRow } from "./operation-row.tsx";
import { useOperations } from "./use-operations.ts";

/** What was done to an app on its host, the newest first. */
export function OperationsPanel({ app }: { app: AppDetail }) {
  const query = useOperations(app);
  const operations = query.data?.pages.flatMap((page) => page.items);
  return (
    <Panel aria-labelledby="operations">
      <PanelHead
        id="operations"
        title="Operations"
        note="What was done to it on its host, and what it printed. Starts by visits stand here too."
      />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The operations could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {operations === undefined && !query.isError && <SkeletonRows rows={2} />}
      {operations?.length === 0 && (
        <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">Nothing has been done to it yet.</p>
      )}
      {operations !== undefined && operations.length > 0 && (
        <ul className="divide-y divide-line">
          {operations.map((operation) => (
            <OperationRow key={operation.operationId} operation={operation} />
          ))}
        </ul>
      )}
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Panel>
  );
}
