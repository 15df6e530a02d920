import { formatBytes, formatInstant } from "../design/format.ts";
import { ScrollBox } from "../design/scroll-box.tsx";
import { formatMs, partsOf, type Traffic } from "./traffic-steps.ts";

const columns = ["Begin", "Requests", "Refused", "Failed", "95 % within", "Received", "Sent"];

/** The chart's numbers, newest first; steps without a request are left out. */
export function TrafficTable({ traffic, span }: { traffic: Traffic; span: string }) {
  const busy = traffic.points.filter((point) => point.requests > 0).reverse();
  const minutes = traffic.stepMs / 60_000;
  return (
    <ScrollBox label="Traffic as a table" className="mt-4 max-h-80 border-line border-t">
      <table className="w-full min-w-[38rem] text-sm tabular-nums">
        <caption className="sr-only">
          Traffic of the last {span} in steps of {minutes} minutes, newest first
        </caption>
        <thead className="sticky top-0 bg-surface text-ink-3 text-xs">
          <tr>
            {columns.map((column, index) => (
              <th
                key={column}
                scope="col"
                className={`px-4 py-2 font-medium ${index === 0 ? "text-left sm:pl-5" : "text-right"}`}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {busy.map((point) => {
            const { refused, failed } = partsOf(point);
            return (
              <tr key={point.at.getTime()} className="border-line border-t text-right text-ink-2">
                <th
                  scope="row"
                  className="whitespace-nowrap px-4 py-1.5 text-left font-normal sm:pl-5"
                >
                  {formatInstant(point.at)}
                </th>
                <td className="px-4 text-ink">{point.requests.toLocaleString("en")}</td>
                <td className="px-4">{refused.toLocaleString("en")}</td>
                <td className="px-4">{failed.toLocaleString("en")}</td>
                <td className="px-4">{point.p95Ms === null ? "–" : formatMs(point.p95Ms)}</td>
                <td className="px-4">{formatBytes(point.bytesIn)}</td>
                <td className="px-4">{formatBytes(point.bytesOut)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollBox>
  );
}
