"use client";

import { RefreshCw } from "lucide-react";
import { useTRPC } from "../../data/trpc.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../design/button.tsx";
import { Panel, PanelHead } from "../../design/panel.tsx";
import { useMay } from "../../shell/viewer.tsx";
import type { TasksNow } from "./task-query.ts";
import { workLabel } from "./task-words.ts";
import { useTaskKeys } from "./use-tasks.ts";

/** Work that is not done, by kind. */
export function BacklogPanel({ backlog }: { backlog: TasksNow["backlog"] }) {
  return (
    <Panel aria-labelledby="backlog">
      <PanelHead
        id="backlog"
        title="Backlog"
        note="What waits for a worker, and what workers have in hand."
        actions={<TickNow />}
      />
      {backlog.length === 0 ? (
        <p className="px-4 py-4 text-ink-3 text-sm sm:px-5">Nothing waits.</p>
      ) : (
        <ul className="divide-y divide-line">
          {backlog.map(({ kind, due, leased, quarantined }) => (
            <li
              key={kind}
              className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2.5 sm:px-5"
            >
              <span className="font-medium text-ink">{workLabel(kind)}</span>
              <span className="text-ink-2 text-sm tabular-nums">
                {due} waiting · {leased} in hand · {quarantined} set aside
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function TickNow() {
  const trpc = useTRPC();
  const mayOperate = useMay("gallery.operate");
  const tick = useChange({
    ...trpc.gallery.tasks.tick.mutationOptions(),
    refresh: useTaskKeys(),
    failed: "No pass was made",
    done: (pass) =>
      pass.ran
        ? `A pass has looked at everything: ${pass.due} waiting, ${pass.enqueued} handed to workers`
        : "Another pass is under way",
  });
  if (!mayOperate) {
    return null;
  }
  return (
    <Button size="sm" busy={tick.isPending} onClick={() => tick.mutate()}>
      {!tick.isPending && <RefreshCw aria-hidden="true" />}
      Tick now
    </Button>
  );
}
