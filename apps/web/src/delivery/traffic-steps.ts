import type { Outputs } from "../data/router-types.ts";
import { formatBytes, formatCount } from "../design/format.ts";

export type Traffic = Outputs["delivery"]["traffic"];
export type TrafficPoint = Traffic["points"][number];
type Sums = Omit<TrafficPoint, "at">;

/** What came of the requests of one step, from the foot of its bar upwards. */
export interface Parts {
  answered: number;
  /** 4xx: the app, the gate or a limit said no. */
  refused: number;
  /** 5xx, and visitors who left before an answer. */
  failed: number;
}

export function partsOf({ byClass }: Pick<Sums, "byClass">): Parts {
  return {
    answered: byClass.info + byClass.ok + byClass.redirect,
    refused: byClass.client,
    failed: byClass.server + byClass.none,
  };
}

/** Ms as people read them: "0.4 ms", "18 ms", "1.2 s". */
export function formatMs(ms: number): string {
  if (ms < 10) {
    return `${Math.round(ms * 10) / 10} ms`;
  }
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** A share as a percentage: "0 %", "under 1 %", "12 %". */
export function formatShare(part: number, whole: number): string {
  const share = whole === 0 ? 0 : (part / whole) * 100;
  return share > 0 && share < 1 ? "under 1 %" : `${Math.round(share)} %`;
}

/** Everything that a step's bar shows, in one line. */
export function describePoint(point: Sums): string {
  if (point.requests === 0) {
    return "no requests";
  }
  const { refused, failed } = partsOf(point);
  return [
    formatCount(point.requests, "request"),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(point.p95Ms === null ? [] : [`95 % within ${formatMs(point.p95Ms)}`]),
    `${formatBytes(point.bytesOut)} sent`,
  ].join(", ");
}

/** The whole chart in a sentence, for whoever does not see it. */
export function describeTraffic(
  { points, total }: Pick<Traffic, "points" | "total">,
  span: string,
) {
  const busiest = points.reduce<TrafficPoint | null>(
    (most, point) => (most === null || point.requests > most.requests ? point : most),
    null,
  );
  const peak =
    busiest === null || busiest.requests === 0
      ? ""
      : ` Most in one step: ${formatCount(busiest.requests, "request")}.`;
  return `Traffic of the last ${span}: ${describePoint(total)}.${peak}`;
}
