import type { Run } from "./task-query.ts";

/** What became of a run's photos; cancelled ones only where there are some. */
export function RunCounts({ run }: { run: Run }) {
  const counts = [
    ["Matched", run.matched],
    ["Done", run.done],
    ["Skipped", run.skipped],
    ["Failed", run.failed],
    ...(run.cancelled > 0 ? [["Cancelled", run.cancelled] as const] : []),
  ] as const;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2">
      {counts.map(([name, count]) => (
        <div key={name}>
          <dt className="text-ink-3 text-xs">{name}</dt>
          <dd className="font-medium text-ink tabular-nums">{count}</dd>
        </div>
      ))}
    </dl>
  );
}
