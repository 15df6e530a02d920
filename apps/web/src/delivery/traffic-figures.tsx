import { formatBytes } from "../design/format.ts";
import { formatMs, formatShare, partsOf, type Traffic } from "./traffic-steps.ts";

/** The sums of the whole range. */
export function TrafficFigures({ total }: Pick<Traffic, "total">) {
  const { failed, refused } = partsOf(total);
  const { p50Ms, p95Ms } = total;
  const times = p50Ms === null || p95Ms === null ? "–" : `${formatMs(p50Ms)} / ${formatMs(p95Ms)}`;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 px-4 pt-4 sm:px-5 md:grid-cols-4">
      <Figure name="Requests" value={total.requests.toLocaleString("en")} />
      <Figure
        name="Failed · refused"
        value={`${formatShare(failed, total.requests)} · ${formatShare(refused, total.requests)}`}
      />
      <Figure name="Half · 95 % begin within" value={times.replace(" / ", " · ")} />
      <Figure
        name="Received · sent"
        value={`${formatBytes(total.bytesIn)} · ${formatBytes(total.bytesOut)}`}
      />
    </dl>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3 text-xs">{name}</dt>
      <dd className="wrap-anywhere font-semibold text-ink text-lg tabular-nums tracking-[-0.01em]">
        {value}
      </dd>
    </div>
  );
}
