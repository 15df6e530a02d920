"use client";

import { ErrorCard } from "../../design/error-card.tsx";
import { PageBody } from "../../design/page.tsx";
import { Panel } from "../../design/panel.tsx";
import { SkeletonRows } from "../../design/skeleton.tsx";
import { useMay } from "../../shell/viewer.tsx";
import { ActiveRun } from "./active-run.tsx";
import { BacklogPanel } from "./backlog-panel.tsx";
import { RunHistory } from "./run-history.tsx";
import { SetAsidePanel } from "./set-aside-panel.tsx";
import { StartTask } from "./start-task.tsx";
import { useTasksNow } from "./use-tasks.ts";

export function TasksPage() {
  const now = useTasksNow();
  const mayOperate = useMay("gallery.operate");
  if (now.data === undefined) {
    return now.isError ? (
      <ErrorCard
        title="The tasks could not be loaded"
        error={now.error}
        retrying={now.isFetching}
        onRetry={() => void now.refetch()}
      />
    ) : (
      <Panel>
        <SkeletonRows rows={3} />
      </Panel>
    );
  }
  const { active, backlog } = now.data;
  return (
    <PageBody>
      {mayOperate && <StartTask active={active} />}
      {active.map((run) => (
        <ActiveRun key={run.runId} run={run} />
      ))}
      <BacklogPanel backlog={backlog} />
      {backlog.some(({ quarantined }) => quarantined > 0) && <SetAsidePanel />}
      <RunHistory />
    </PageBody>
  );
}
