"use client";

import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { cn } from "./class-names.ts";
import { formatInstant } from "./format.ts";
import { scaleTop } from "./scale-top.ts";

/** One step of time: what its bar is made of, from the foot upwards, and all of it in words. */
export interface ChartStep {
  at: Date;
  parts: readonly number[];
  text: string;
}

/** What one part of every bar stands for. */
export interface ChartKind {
  label: string;
  fill: string;
  dot: string;
}

export interface StepChartProps {
  /** The whole chart in a sentence, for whoever does not see it. */
  label: string;
  steps: readonly ChartStep[];
  /** As many as each step has parts. */
  kinds: readonly ChartKind[];
  /** The range in words: "24 hours". */
  span: string;
}

/**
 * A bar for each step of time. It is read with the pointer, or with the arrow keys as a slider over its steps; the
 * same numbers stand in the table.
 */
export function StepChart({ label, steps, kinds, span }: StepChartProps) {
  const [at, setAt] = useState<number | null>(null);
  const chosen = at === null ? undefined : steps[at];
  const top = scaleTop(steps.map(heightOf));
  function point(event: PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    setAt(Math.max(0, Math.min(steps.length - 1, Math.floor(share * steps.length))));
  }
  function step(event: KeyboardEvent) {
    const next = stepOf(event.key, at, steps.length);
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
          aria-label={label}
          aria-valuemin={1}
          aria-valuemax={steps.length}
          aria-valuenow={(at ?? steps.length - 1) + 1}
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
            viewBox={`0 0 ${steps.length} ${top}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full"
          >
            {steps.map((each, index) => (
              <Bar
                key={each.at.getTime()}
                step={each}
                kinds={kinds}
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
          {kinds.map((kind) => (
            <li key={kind.label} className="flex items-center gap-1.5">
              <span aria-hidden="true" className={cn("size-2.5 rounded-[3px]", kind.dot)} />
              {kind.label}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function heightOf({ parts }: ChartStep): number {
  return parts.reduce((sum, part) => sum + part, 0);
}

function readOut({ at, text }: ChartStep): string {
  return `${formatInstant(at)}: ${text}`;
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
  step,
  kinds,
  index,
  top,
  lit,
}: {
  step: ChartStep;
  kinds: readonly ChartKind[];
  index: number;
  top: number;
  lit: boolean;
}) {
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
      {kinds.map(({ label, fill }, place) => {
        const height = step.parts[place] ?? 0;
        foot -= height;
        return (
          height > 0 && (
            <rect
              key={label}
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
