import { Inbox } from "lucide-react";
import Link from "next/link";
import { Badge } from "../design/badge.tsx";
import { Empty } from "../design/empty.tsx";
import { formatSpan } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import type { QueueRow } from "./operator-types.ts";

/** A row a queue. */
export function QueueList({ queues }: { queues: readonly QueueRow[] }) {
  return (
    <Panel aria-labelledby="queues">
      <PanelHead id="queues" title="Queues" note="What Redis holds of each now." />
      {queues.length === 0 ? (
        <Empty icon={Inbox} title="No worker has served a queue yet">
          Workers name their queues within half a minute of their start.
        </Empty>
      ) : (
        <ul className="divide-y divide-line">
          {queues.map((queue) => (
            <Row key={queue.queue} queue={queue} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ queue: row }: { queue: QueueRow }) {
  const { queue, waiting, active, delayed, failed, done, oldestWaitingMs } = row;
  return (
    <li className="relative flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 px-4 py-3.5 hover:bg-hover/50 sm:px-5">
      <div className="min-w-0 flex-1 basis-56">
        <Link href={paths.queue(queue)} className="row-link font-medium text-base text-ink">
          {queue}
        </Link>
        <p className="text-ink-3 text-sm tabular-nums">
          {waiting === 0
            ? "Nothing waits"
            : `${waiting} waiting${oldestWaitingMs === null ? "" : `, the oldest for ${formatSpan(oldestWaitingMs)}`}`}
          {` · ${active} active · ${delayed} delayed · ${done} done`}
        </p>
      </div>
      {failed > 0 && <Badge tone="bad">{failed} failed</Badge>}
    </li>
  );
}
