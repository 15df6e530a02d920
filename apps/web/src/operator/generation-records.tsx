"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";

const most = 200;

/** The records that a generation has otherwise than the one before. */
export function GenerationRecords({ generation }: { generation: number }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.catalog.generation.queryOptions({ generation }));
  if (query.isError) {
    return (
      <ErrorCard
        title="What it changed could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (query.data === undefined) return <SkeletonRows />;
  const { records } = query.data;
  if (records.length === 0) {
    return <p className="text-ink-3 text-sm">What it changed is not kept any more.</p>;
  }
  return (
    <ul className="grid gap-1 text-sm">
      {records.map(({ kind, key, name, is }) => (
        <li key={`${kind} ${key}`} className="wrap-anywhere text-ink-2">
          <span className="text-ink">{name ?? key}</span>{" "}
          <span className="text-ink-3">
            {kind} <span className="font-mono text-xs">{key}</span>, {is}
          </span>
        </li>
      ))}
      {records.length === most && <li className="text-ink-3">and more</li>}
    </ul>
  );
}
