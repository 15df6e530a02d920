import type { LabelSpec } from "./create-metrics.ts";

/** The series of one metric: whatever is kept for each combination of its labels. */
export interface SeriesTable<T> {
  /** What is kept for these labels, within the declared set of values or the bound on their number. */
  at(given: Readonly<Record<string, string>> | undefined): T;
  all(): Iterable<T>;
}

const maxSeries = 200;
const other = "other";
/** Stands in no label's value that a program would choose. */
const separator = "\u0000";

/**
 * Finds a series by its labels with one look into a map, since every request counts several things: labels are
 * judged only when they are new. A value outside of a closed set becomes `other`; beyond 200 series of an open
 * set, every new one becomes `other`.
 */
export function createSeriesTable<T>(
  spec: LabelSpec | undefined,
  make: (labels: Record<string, string>) => T,
): SeriesTable<T> {
  const names = labelNames(spec);
  const known = new Map<string, T>();

  function keyOf(given: Readonly<Record<string, string>> | undefined): string {
    const [only] = names;
    if (only === undefined) return "";
    if (names.length === 1) return given?.[only] ?? "";
    return names.map((name) => given?.[name] ?? "").join(separator);
  }

  function admit(given: Readonly<Record<string, string>> | undefined): T {
    const full = isNameList(spec) && known.size >= maxSeries;
    const labels = Object.fromEntries(
      names.map((name) => [name, full ? other : allowed(spec, name, given?.[name] ?? "")]),
    );
    const key = keyOf(labels);
    const existing = known.get(key);
    if (existing !== undefined) return existing;
    const made = make(labels);
    known.set(key, made);
    return made;
  }

  return {
    at: (given) => known.get(keyOf(given)) ?? admit(given),
    all: () => known.values(),
  };
}

export function labelNames(spec: LabelSpec | undefined): readonly string[] {
  if (spec === undefined) return [];
  return isNameList(spec) ? spec : Object.keys(spec);
}

function isNameList(spec: LabelSpec | undefined): spec is readonly string[] {
  return Array.isArray(spec);
}

function allowed(spec: LabelSpec | undefined, name: string, value: string): string {
  if (spec === undefined || isNameList(spec)) return value;
  return spec[name]?.includes(value) ? value : other;
}
