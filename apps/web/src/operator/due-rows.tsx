import type { Outputs } from "../data/router-types.ts";
import { formatCount, formatSpan } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";

type Wake = Outputs["fleet"]["wakes"]["list"][number];

/** What is due by rows in Postgres, contract by contract: it is done whether Redis is there or not. */
export function DueRows({ wakes }: { wakes: readonly Wake[] }) {
  return (
    <Panel aria-labelledby="due-rows">
      <PanelHead id="due-rows" title="Due rows" note="What waits by its row in Postgres." />
      {wakes.length === 0 ? (
        <p className="px-4 py-4 text-ink-2 text-sm sm:px-5">
          Nothing in this version waits by its row.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {wakes.map((wake) => (
            <li
              key={wake.name}
              className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-3 sm:px-5"
            >
              <span className="wrap-anywhere font-mono text-ink text-sm">{wake.name}</span>
              <span className="text-ink-2 text-sm tabular-nums">{dueWords(wake)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function dueWords({ due, isMore, oldestMs }: Wake): string {
  if (due === 0) return "Nothing is due";
  const count = isMore ? `more than ${formatCount(due, "row")}` : formatCount(due, "row");
  return oldestMs === null
    ? `${count} due`
    : `${count} due, the oldest for ${formatSpan(oldestMs)}`;
}
