"use client";

import { ListChecks } from "lucide-react";
import { useState } from "react";
import { Ago } from "../../design/ago.tsx";
import { Badge } from "../../design/badge.tsx";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { ErrorCard } from "../../design/error-card.tsx";
import { formatInstant, formatSpan } from "../../design/format.ts";
import { MoreButton } from "../../design/more-button.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { SkeletonRows } from "../../design/skeleton.tsx";
import { useAlbumTitle } from "./album-title.ts";
import { IssueList } from "./issue-list.tsx";
import { RunCounts } from "./run-counts.tsx";
import type { Run } from "./task-query.ts";
import { kindLabels, scopeWords, stateOfRun } from "./task-words.ts";
import { useRuns } from "./use-tasks.ts";

/** Runs that are over, the newest first. */
export function RunHistory() {
  const query = useRuns();
  const runs = query.data?.pages.flatMap(({ items }) => items);
  if (runs === undefined) {
    return query.isError ? (
      <ErrorCard
        title="The history could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    ) : (
      <Panel>
        <SkeletonRows rows={2} />
      </Panel>
    );
  }
  const over = runs.filter(({ finishedAt }) => finishedAt !== null);
  return (
    <Panel aria-labelledby="history">
      <PanelHead
        id="history"
        title="History"
        note="The newest 100 of each kind, kept for 90 days."
      />
      {runs.length === 0 ? (
        <Empty icon={ListChecks} title="Nothing has run yet">
          Photos are processed as they are uploaded. A task does it again, for many at once.
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {over.map((run) => (
            <Row key={run.runId} run={run} />
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

function Row({ run }: { run: Run }) {
  const [isOpen, setOpen] = useState(false);
  const { label, tone } = stateOfRun(run);
  const albumTitle = useAlbumTitle();
  return (
    <li>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 px-4 py-3 sm:px-5">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-medium text-ink">{kindLabels[run.kind]}</span>
            <Badge tone={tone}>{label}</Badge>
          </p>
          <p className="text-ink-3 text-sm">
            {scopeWords(run, albumTitle)} · <Ago at={run.createdAt} />
            {run.startedByName !== null && ` · ${run.startedByName}`}
          </p>
        </div>
        <Button
          look="ghost"
          size="sm"
          aria-expanded={isOpen}
          aria-controls={`details-${run.runId}`}
          onClick={() => setOpen(!isOpen)}
        >
          Details
        </Button>
      </div>
      {isOpen && (
        <div id={`details-${run.runId}`}>
          <div className="grid gap-3 px-4 pb-3 sm:px-5">
            <RunCounts run={run} />
            <p className="text-ink-3 text-sm">
              Begun {formatInstant(run.startedAt ?? run.createdAt)}
              {run.elapsedMs !== null && `, took ${formatSpan(run.elapsedMs)}`}
            </p>
          </div>
          <IssueList runId={run.runId} />
        </div>
      )}
    </li>
  );
}
