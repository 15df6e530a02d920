"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { formatInstant } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";

/** What has been applied to the database, the newest first. */
export function Migrations() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.migrations.queryOptions());
  return (
    <Panel aria-labelledby="migrations">
      <PanelHead id="migrations" title="Migrations" note="What has been applied, newest first." />
      {query.data === undefined && !query.isError && <SkeletonRows />}
      {query.data === undefined && query.isError && (
        <ErrorCard
          title="The migrations could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data !== undefined && (
        <ul className="divide-y divide-line">
          {query.data.toReversed().map(({ id, phase, requires, appliedAt, appliedBy }) => (
            <li
              key={id}
              className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-2.5 sm:px-5"
            >
              <p className="wrap-anywhere font-mono text-ink text-sm">{id}</p>
              <p className="text-ink-3 text-sm tabular-nums">
                {phase === "contract" && `takes away, since ${requires} · `}
                {formatInstant(appliedAt)} by {appliedBy}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
