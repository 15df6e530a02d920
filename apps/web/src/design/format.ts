const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A span in its largest unit: "40 s", "3 min", "5 h", "12 d". Under a second it is "0 s"; never negative. */
export function formatSpan(spanMs: number): string {
  const ms = Math.max(0, spanMs);
  if (ms < minuteMs) {
    return `${Math.floor(ms / secondMs)} s`;
  }
  if (ms < hourMs) {
    return `${Math.floor(ms / minuteMs)} min`;
  }
  if (ms < 2 * dayMs) {
    return `${Math.floor(ms / hourMs)} h`;
  }
  return `${Math.floor(ms / dayMs)} d`;
}

/** How long ago, in words: "just now" under ten seconds, then "3 min ago". */
export function formatAgo(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  return ms < 10 * secondMs ? "just now" : `${formatSpan(ms)} ago`;
}

/** Time left as m:ss, or "0:00" when none is. */
export function formatCountdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / secondMs));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** An instant as people in any time zone read it the same way: "2026-01-02 03:04 UTC". */
export function formatInstant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

const sizeUnits = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A size in its largest binary unit, with one decimal below ten: "512 B", "7.6 GiB", "64 GiB". */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit: (typeof sizeUnits)[number] = "B";
  for (const next of sizeUnits.slice(1)) {
    if (value < 1_024) {
      break;
    }
    value /= 1_024;
    unit = next;
  }
  const rounded = unit === "B" || value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded} ${unit}`;
}

/** "1 app", "3 apps". */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
