"use client";

import { type ChartKind, StepChart } from "../design/step-chart.tsx";
import { describePoint, describeTraffic, partsOf, type Traffic } from "./traffic-steps.ts";

const kinds: readonly ChartKind[] = [
  { label: "Answered", fill: "fill-accent", dot: "bg-accent" },
  { label: "Refused (4xx)", fill: "fill-warn-dot", dot: "bg-warn-dot" },
  { label: "Failed (5xx, left)", fill: "fill-bad-dot", dot: "bg-bad-dot" },
];

export interface TrafficChartProps {
  traffic: Traffic;
  /** The range in words: "24 hours". */
  span: string;
}

/** What visitors asked and got, step by step. */
export function TrafficChart({ traffic, span }: TrafficChartProps) {
  const steps = traffic.points.map((point) => {
    const { answered, refused, failed } = partsOf(point);
    return { at: point.at, parts: [answered, refused, failed], text: describePoint(point) };
  });
  return (
    <StepChart label={describeTraffic(traffic, span)} steps={steps} kinds={kinds} span={span} />
  );
}
