import { formatBytes } from "../design/format.ts";
import type { ChartStep } from "../design/step-chart.tsx";
import type { Replica } from "./operator-types.ts";
import { shortMs } from "./replica-state.ts";

/** One beat of a replica, as its row had it. */
export interface Beat {
  readonly at: Date;
  readonly vitals: Replica["vitals"];
}

/** Five minutes of a beat every five seconds. */
export const mostBeats = 60;
const beatMs = 5_000;
/** A beat may come a little early. */
const earlyMs = 500;

/**
 * The newest beat after those before it. The same row read again adds nothing, and beats between two steps, such as a
 * relay's after each change of its apps, are one bar: so the chart stays five minutes wide.
 */
export function addBeat(kept: readonly Beat[], beat: Beat): readonly Beat[] {
  const last = kept.at(-1);
  const sinceMs = last === undefined ? beatMs : beat.at.getTime() - last.at.getTime();
  if (sinceMs <= 0) return kept;
  if (last !== undefined && sinceMs < beatMs - earlyMs) {
    return [...kept.slice(0, -1), { at: last.at, vitals: beat.vitals }];
  }
  return [...kept, beat].slice(-mostBeats);
}

/** One figure of the vitals: its name, its height in a chart, and itself in words. */
export interface VitalFigure {
  readonly id: string;
  readonly title: string;
  height(vitals: Beat["vitals"]): number | null;
  say(vitals: Beat["vitals"]): string;
}

const unknown = "not known";
const mib = 1_048_576;

export const vitalFigures: readonly VitalFigure[] = [
  {
    id: "pool",
    title: "Connections in use",
    height: ({ pool }) => pool?.inUse ?? null,
    say: ({ pool }) =>
      pool === null ? unknown : `${pool.inUse} of ${pool.max}, ${pool.waiting} waiting`,
  },
  {
    id: "lag",
    title: "Event loop lag, ms",
    height: ({ eventLoopLagMs }) => eventLoopLagMs,
    say: ({ eventLoopLagMs }) => (eventLoopLagMs === null ? unknown : shortMs(eventLoopLagMs)),
  },
  {
    id: "memory",
    title: "Memory, MiB",
    height: ({ memoryBytes }) => (memoryBytes === null ? null : memoryBytes / mib),
    say: ({ memoryBytes }) => (memoryBytes === null ? unknown : formatBytes(memoryBytes)),
  },
  {
    id: "feed",
    title: "Feed age, ms",
    height: ({ feedAgeMs }) => feedAgeMs,
    say: ({ feedAgeMs }) => (feedAgeMs === null ? unknown : shortMs(feedAgeMs)),
  },
];

/** The last five minutes as steps of a chart; what passed before the page was opened is empty. */
export function stepsOf(beats: readonly Beat[], figure: VitalFigure): ChartStep[] {
  const firstMs = beats[0]?.at.getTime() ?? 0;
  const missing = mostBeats - beats.length;
  const before = Array.from({ length: missing }, (_, index) => ({
    at: new Date(firstMs - (missing - index) * beatMs),
    parts: [0],
    text: "before this page was opened",
  }));
  const seen = beats.map(({ at, vitals }) => ({
    at,
    parts: [figure.height(vitals) ?? 0],
    text: figure.say(vitals),
  }));
  return [...before, ...seen];
}
