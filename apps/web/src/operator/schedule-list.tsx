"use client";

import { CalendarClock } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { useNow } from "../design/clock.tsx";
import { Confirm } from "../design/confirm.tsx";
import { Empty } from "../design/empty.tsx";
import { formatSpan } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { useMay } from "../shell/viewer.tsx";
import type { Schedule } from "./operator-types.ts";

/** Tasks that run by themselves, with their last and next time. */
export function ScheduleList({ schedules }: { schedules: readonly Schedule[] }) {
  return (
    <Panel aria-labelledby="schedules">
      <PanelHead id="schedules" title="Schedules" />
      {schedules.length === 0 ? (
        <Empty icon={CalendarClock} title="No schedule is written">
          Workers write them at their start and look after them every 30 s.
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {schedules.map((schedule) => (
            <Row key={`${schedule.queue}/${schedule.name}`} schedule={schedule} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ schedule }: { schedule: Schedule }) {
  const may = useMay("queue.operate");
  const now = useNow(1_000);
  const [open, setOpen] = useState(false);
  const { name, doneAgoMs, nextAt } = schedule;
  const leftMs = nextAt === null ? null : nextAt.getTime() - now;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="wrap-anywhere font-mono text-ink text-sm">{name}</p>
        <p className="text-ink-3 text-sm tabular-nums" suppressHydrationWarning>
          {everyWords(schedule)}
          {doneAgoMs === null ? " · never done yet" : ` · last done ${formatSpan(doneAgoMs)} ago`}
          {leftMs !== null && (leftMs <= 0 ? " · next now" : ` · next in ${formatSpan(leftMs)}`)}
        </p>
      </div>
      {may && (
        <Button size="sm" aria-label={`Run ${name} now`} onClick={() => setOpen(true)}>
          Run now
        </Button>
      )}
      {open && <RunSchedule schedule={schedule} onClose={() => setOpen(false)} />}
    </li>
  );
}

function RunSchedule({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const trpc = useTRPC();
  const { queue, name } = schedule;
  const change = useChange({
    ...trpc.fleet.schedules.runNow.mutationOptions(),
    refresh: [trpc.fleet.schedules.list.queryKey(), trpc.fleet.queues.list.queryKey()],
    failed: "The schedule was not run",
    done: `${name} is on its way`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Run ${name} now?`}
      verb="Run now"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ queue, name })}
    >
      One worker runs it as soon as one is free, however lately it ran. Its next time does not move.
    </Confirm>
  );
}

function everyWords({ everyMs, pattern, tz }: Schedule): string {
  if (everyMs !== null) return `every ${formatSpan(everyMs)}`;
  return pattern === null ? "at no time" : `at ${pattern}${tz === null ? "" : ` (${tz})`}`;
}
