import { formatShare } from "../delivery/traffic-steps.ts";
import { Badge } from "../design/badge.tsx";
import { ScrollBox } from "../design/scroll-box.tsx";
import { type DecisionSum, type Filter, isShown, reasonOf } from "./activity-steps.ts";

export interface ReasonListProps {
  total: readonly DecisionSum[];
  filter: Filter;
}

/** Why visitors passed or did not, the most frequent first, with the code that answers carry. */
export function ReasonList({ total, filter }: ReasonListProps) {
  const shown = total.filter((sum) => isShown(sum, filter));
  const all = shown.reduce((sum, { count }) => sum + count, 0);
  return (
    <ScrollBox label="Visits by reason" className="border-line border-t">
      <table className="w-full text-sm tabular-nums">
        <thead className="text-ink-3 text-xs">
          <tr>
            <th scope="col" className="px-4 py-2 text-left font-medium sm:pl-5">
              Reason
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium">
              Visits
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium sm:pr-5">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ code, pass, count }) => (
            <tr key={code} className="border-line border-t text-right text-ink-2">
              <th scope="row" className="px-4 py-2 text-left font-normal sm:pl-5">
                <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                  <Badge tone={pass ? "accent" : "warn"}>{pass ? "Allowed" : "Refused"}</Badge>
                  <span className="text-ink">{reasonOf(code)}</span>
                  <code className="text-ink-3 text-xs max-sm:hidden">{code}</code>
                </span>
              </th>
              <td className="px-4 text-ink">{count.toLocaleString("en")}</td>
              <td className="whitespace-nowrap px-4 sm:pr-5">{formatShare(count, all)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
