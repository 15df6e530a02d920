import { PlatformError } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { findDelivery } from "../delivery/store.ts";
import { HostsError } from "../errors.ts";
import { latencyBuckets, latencyQuantile } from "./latency.ts";
import { findSteps, type StepRow } from "./store.ts";

export const trafficRanges = ["1h", "6h", "24h", "7d", "30d"] as const;
export const trafficSteps = ["1m", "5m", "15m", "1h", "6h", "1d"] as const;
export type TrafficRange = (typeof trafficRanges)[number];
export type TrafficStep = (typeof trafficSteps)[number];

export interface TrafficInput {
  appId: string;
  /** 24 hours unless told. */
  range?: TrafficRange | undefined;
  /** What suits a chart unless told; a range of over 1,500 steps is INPUT_INVALID. */
  step?: TrafficStep | undefined;
}

/** What an app answered in one step of time. */
export interface TrafficPoint {
  /** The step's begin. */
  at: Date;
  requests: number;
  /** Requests by class of status; `none` are visitors who left before an answer. */
  byClass: {
    none: number;
    info: number;
    ok: number;
    redirect: number;
    client: number;
    server: number;
  };
  bytesIn: number;
  bytesOut: number;
  /** Times to the first byte of an answer; null without one. */
  meanMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
}

export interface TrafficView {
  from: Date;
  to: Date;
  stepMs: number;
  /** Every step of the range, oldest first, those without traffic too. */
  points: TrafficPoint[];
  total: Omit<TrafficPoint, "at">;
}

const minuteMs = 60_000;
const unitMs = { m: minuteMs, h: 60 * minuteMs, d: 24 * 60 * minuteMs };
const stepOf: Record<TrafficRange, TrafficStep> = {
  "1h": "1m",
  "6h": "5m",
  "24h": "15m",
  "7d": "1h",
  "30d": "6h",
};
const mostSteps = 1_500;

/** What an app answered over a range of time, by the minute or coarser. Minutes are kept for 30 days. */
export async function readTraffic(ctx: HostsContext, input: TrafficInput): Promise<TrafficView> {
  const organizationId = authorize(ctx, "app.read");
  const { appId, range = "24h" } = input;
  const stepMs = lengthMs(input.step ?? stepOf[range]);
  const steps = Math.max(1, Math.round(lengthMs(range) / stepMs));
  if (steps > mostSteps) {
    throw new PlatformError("INPUT_INVALID", {
      publicMessage: `A range of ${range} has too many steps of ${input.step}. Choose a longer step.`,
    });
  }
  if ((await findDelivery(ctx.db.orm, organizationId, appId)) === null) {
    throw new HostsError("APP_NOT_FOUND");
  }
  const { toMs, rows } = await findSteps(ctx.db.orm, appId, { steps, stepMs });
  const fromMs = toMs - steps * stepMs;
  const byStep = Map.groupBy(rows, (row) => row.atMs);
  return {
    from: new Date(fromMs),
    to: new Date(toMs),
    stepMs,
    points: Array.from({ length: steps }, (_, at) => {
      const atMs = fromMs + at * stepMs;
      return { at: new Date(atMs), ...sumOf(byStep.get(atMs) ?? []) };
    }),
    total: sumOf(rows),
  };
}

function lengthMs(text: TrafficRange | TrafficStep): number {
  const unit = text.endsWith("m") ? unitMs.m : text.endsWith("h") ? unitMs.h : unitMs.d;
  return Number.parseInt(text, 10) * unit;
}

function sumOf(rows: readonly StepRow[]): Omit<TrafficPoint, "at"> {
  const total = (pick: (row: StepRow) => number) => rows.reduce((sum, row) => sum + pick(row), 0);
  const inClass = (wanted: number) =>
    total((row) => (row.statusClass === wanted ? row.requests : 0));
  const buckets = Array.from({ length: latencyBuckets }, (_, at) =>
    total((row) => row.buckets[at] ?? 0),
  );
  const answered = buckets.reduce((sum, count) => sum + count, 0);
  return {
    requests: total((row) => row.requests),
    byClass: {
      ...{ none: inClass(0), info: inClass(1), ok: inClass(2) },
      ...{ redirect: inClass(3), client: inClass(4), server: inClass(5) },
    },
    bytesIn: total((row) => row.bytesIn),
    bytesOut: total((row) => row.bytesOut),
    meanMs: answered === 0 ? null : total((row) => row.durationMs) / answered,
    p50Ms: latencyQuantile(buckets, 0.5),
    p95Ms: latencyQuantile(buckets, 0.95),
  };
}
