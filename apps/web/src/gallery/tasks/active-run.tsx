"use client";

import { useState } from "react";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Badge } from "../../design/badge.tsx";
import { Button } from "../../design/button.tsx";
import { Confirm } from "../../design/confirm.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { useMay } from "../../shell/viewer.tsx";
import { useAlbumTitle } from "./album-title.ts";
import { IssueList } from "./issue-list.tsx";
import { RunCounts } from "./run-counts.tsx";
import type { Run } from "./task-query.ts";
import { kindLabels, paceOf, percentOf, scopeWords, stateOfRun } from "./task-words.ts";
import { useTaskKeys } from "./use-tasks.ts";

/** A run that is not over, as it goes on. */
export function ActiveRun({ run }: { run: Run }) {
  const { label, tone } = stateOfRun(run);
  const title = kindLabels[run.kind];
  const percent = percentOf(run);
  const albumTitle = useAlbumTitle();
  const id = `run-${run.kind}`;
  return (
    <Panel aria-labelledby={id}>
      <PanelHead
        id={id}
        title={title}
        note={scopeWords(run, albumTitle)}
        actions={
          <>
            <span role="status">
              <Badge tone={tone}>{label}</Badge>
            </span>
            <CancelRun run={run} />
          </>
        }
      />
      <div className="grid gap-3 px-4 py-4 sm:px-5">
        <div
          role="progressbar"
          aria-label={title}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          className="h-2 overflow-hidden rounded-full bg-sunken"
        >
          <div
            className="h-full rounded-full bg-accent transition-[width] duration-500 motion-reduce:transition-none"
            style={{ width: `${percent}%` }}
          />
        </div>
        <p className="text-ink-3 text-sm tabular-nums">
          {percent} %{" · "}
          {paceOf(run) ?? (run.state === "cancelling" ? "Workers let go" : "Waits for a worker")}
        </p>
        <RunCounts run={run} />
      </div>
      {run.failed > 0 && <IssueList runId={run.runId} />}
    </Panel>
  );
}

function CancelRun({ run }: { run: Run }) {
  const trpc = useTRPC();
  const mayOperate = useMay("gallery.operate");
  const [isAsking, setAsking] = useState(false);
  const cancel = useChange({
    ...trpc.gallery.tasks.cancel.mutationOptions(),
    refresh: useTaskKeys(),
    failed: "The task was not cancelled",
    onFailed: () => true,
    onDone: () => setAsking(false),
  });
  if (!mayOperate || run.state === "cancelling") {
    return null;
  }
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)}>
        Cancel
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setAsking}
        title="Cancel this task?"
        verb="Cancel the task"
        busy={cancel.isPending}
        error={cancel.error}
        onConfirm={() => cancel.mutate({ runId: run.runId })}
      >
        What is done stays. Photos that it has not come to keep what they have.
      </Confirm>
    </>
  );
}
