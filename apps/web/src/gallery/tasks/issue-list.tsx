"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../data/trpc.ts";
import { Ago } from "../../design/ago.tsx";
import { Badge } from "../../design/badge.tsx";
import { ErrorCard } from "../../design/error-card.tsx";
import { SkeletonRows } from "../../design/skeleton.tsx";

/** The last 20 that went wrong in a run. */
export function IssueList({ runId }: { runId: string }) {
  const query = useQuery(useTRPC().gallery.tasks.issues.queryOptions({ runId }));
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorCard
        title="The issues could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    ) : (
      <SkeletonRows rows={1} />
    );
  }
  if (query.data.length === 0) {
    return null;
  }
  return (
    <ul aria-label="Last issues" className="divide-y divide-line border-line border-t">
      {query.data.map((issue) => (
        <li key={issue.issueId} className="grid gap-0.5 px-4 py-2.5 sm:px-5">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge tone={issue.level === "error" ? "bad" : "warn"}>{issue.level}</Badge>
            <span className="wrap-anywhere font-medium text-ink text-sm">
              {issue.imageName ?? "A photo that is gone"}
            </span>
            <span className="text-ink-3 text-sm">
              <Ago at={issue.at} />
            </span>
          </p>
          <p className="text-ink-2 text-sm">{issue.summary}</p>
          <p className="wrap-anywhere font-mono text-ink-3 text-xs">
            {issue.code} · {issue.stage}
            {issue.detail !== null && ` · ${issue.detail}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
