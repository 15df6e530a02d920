const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The least and the most for which an app may be left without visitors before it is stopped. */
export const idleBounds = { minMs: minuteMs, maxMs: 365 * dayMs } as const;

export const idleUnits = [
  { value: "minutes", label: "minutes", ms: minuteMs },
  { value: "hours", label: "hours", ms: hourMs },
  { value: "days", label: "days", ms: dayMs },
] as const;

export type IdleUnit = (typeof idleUnits)[number]["value"];

const usualMs = [15 * minuteMs, hourMs, 4 * hourMs, dayMs] as const;

export type IdleChoice = "never" | "custom" | `${number}`;

/** A time in its largest whole unit: 90 minutes, 2 hours, 1 day. */
export function splitIdle(ms: number): { count: number; unit: IdleUnit } {
  const unit = idleUnits.findLast((one) => ms % one.ms === 0) ?? idleUnits[0];
  return { count: Math.max(1, Math.round(ms / unit.ms)), unit: unit.value };
}

export function idleMsOf(count: number, unit: IdleUnit): number {
  return count * (idleUnits.find(({ value }) => value === unit)?.ms ?? minuteMs);
}

export function describeIdle(ms: number): string {
  const { count, unit } = splitIdle(ms);
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

/** The choices of a list, and which of them holds. */
export function idleChoices(idleStopMs: number | null): {
  chosen: IdleChoice;
  options: { value: IdleChoice; label: string; note?: string }[];
} {
  const isUsual = usualMs.some((ms) => ms === idleStopMs);
  const custom =
    isUsual || idleStopMs === null ? "Another time…" : `After ${describeIdle(idleStopMs)}`;
  return {
    chosen: idleStopMs === null ? "never" : isUsual ? `${idleStopMs}` : "custom",
    options: [
      { value: "never", label: "Never", note: "It runs until somebody stops it" },
      ...usualMs.map((ms) => ({ value: `${ms}` as const, label: `After ${describeIdle(ms)}` })),
      { value: "custom", label: custom },
    ],
  };
}
