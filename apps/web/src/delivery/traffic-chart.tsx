"use client";

import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { cn } from "../design/class-names.ts";
import { formatInstant } from "../design/format.ts";
import {
  describePoint,
  describeTraffic,
  partsOf,
  scaleTop,
  type Traffic,
  type TrafficPoint,
} from "./traffic-steps.ts";

const kinds = [
  { key: "answered", label: "Answered", fill: "fill-accent", dot: "bg-accent" },
  { key: "refused", label: "Refused (4xx)", fill: "fill-warn-dot", dot: "bg-warn-dot" },
  { key: "failed", label: "Failed (5xx, left)", fill: "fill-bad-dot", dot: "bg-bad-dot" },
] as const;

export interface TrafficChartProps {
  traffic: Traffic;
  /** The range in words: "24 hours". */
  span: string;
}

/**
 * A bar for each step of time. It is read with the pointer, or with the arrow keys as a slider over its steps; the
 * same numbers stand in the table.
 */
export function TrafficChart({ traffic, span }: TrafficChartProps) {
  const { points } = traffic;
  const [at, setAt] = useState<number | null>(null);
  const chosen = at === null ? undefined : points[at];
  const top = scaleTop(points);
  function point(event: PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    setAt(Math.max(0, Math.min(points.length - 1, Math.floor(share * points.length))));
  }
  function step(event: KeyboardEvent) {
    const next = stepOf(event.key, at, points.length);
    if (next !== undefined) {
      event.preventDefault();
      setAt(next);
    }
  }
  return (
    <div className="px-4 pt-4 pb-4 sm:px-5">
      <div className="relative pl-9">
        <Scale top={top} />
        <div
          role="slider"
          tabIndex={0}
          aria-label={describeTraffic(traffic, span)}
          aria-valuemin={1}
          aria-valuemax={points.length}
          aria-valuenow={(at ?? points.length - 1) + 1}
          aria-valuetext={chosen === undefined ? "The whole range" : readOut(chosen)}
          className="relative h-40 touch-pan-y rounded-sm"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setAt(null)}
          onKeyDown={step}
          onBlur={() => setAt(null)}
        >
          <svg
            aria-hidden="true"
            viewBox={`0 0 ${points.length} ${top}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full"
          >
            {points.map((each, index) => (
              <Bar
                key={each.at.getTime()}
                point={each}
                index={index}
                top={top}
                lit={index === at}
              />
            ))}
          </svg>
        </div>
        <div aria-hidden="true" className="mt-1.5 flex justify-between text-ink-3 text-xs">
          <span>{span} ago</span>
          <span>now</span>
        </div>
      </div>
      <div className="mt-3 flex min-h-10 flex-wrap items-start justify-between gap-x-6 gap-y-1">
        <p aria-hidden="true" className="text-ink-2 text-sm tabular-nums">
          {chosen === undefined ? (
            <span className="text-ink-3">Point at a bar, or use the arrow keys on the chart.</span>
          ) : (
            readOut(chosen)
          )}
        </p>
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-3 text-xs">
          {kinds.map(({ key, label, dot }) => (
            <li key={key} className="flex items-center gap-1.5">
              <span aria-hidden="true" className={cn("size-2.5 rounded-[3px]", dot)} />
              {label}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function readOut(point: TrafficPoint): string {
  return `${formatInstant(point.at)}: ${describePoint(point)}`;
}

/** Where a key leads; null is nowhere in particular, and undefined means that the key is none of the chart's. */
function stepOf(key: string, at: number | null, count: number): number | null | undefined {
  const from = at ?? count;
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(0, from - 1);
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(count - 1, from + 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "Escape":
      return null;
    default:
      return undefined;
  }
}

function Bar({
  point,
  index,
  top,
  lit,
}: {
  point: TrafficPoint;
  index: number;
  top: number;
  lit: boolean;
}) {
  const parts = partsOf(point);
  let foot = top;
  return (
    <g>
      <rect
        x={index}
        y={0}
        width={1}
        height={top}
        className={lit ? "fill-hover" : "fill-transparent"}
      />
      {kinds.map(({ key, fill }) => {
        const height = parts[key];
        foot -= height;
        return (
          height > 0 && (
            <rect
              key={key}
              x={index + 0.12}
              y={foot}
              width={0.76}
              height={height}
              className={fill}
            />
          )
        );
      })}
    </g>
  );
}

/** Lines at the top, the middle and the foot, with what they stand for. */
function Scale({ top }: { top: number }) {
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-x-0 top-0 h-40">
      {[top, top / 2, 0].map((value, index) => (
        <div
          key={value}
          className="absolute right-0 left-9 border-line border-t"
          style={{ top: `${index * 50}%` }}
        >
          <span className="absolute -top-2.5 right-full pr-2 text-ink-3 text-xs tabular-nums">
            {shortCount(value)}
          </span>
        </div>
      ))}
    </div>
  );
}

function shortCount(count: number): string {
  return count >= 1_000 ? `${Math.round(count / 100) / 10}k` : String(count);
}
