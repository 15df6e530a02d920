export const ranges = [
  { value: "all", label: "All time" },
  { value: "month", label: "30 days" },
  { value: "year", label: "12 months" },
  { value: "this-year", label: "This year" },
] as const;

export type RangeName = (typeof ranges)[number]["value"];

const dayMs = 86_400_000;

const monthName = new Intl.DateTimeFormat("en", {
  ...{ month: "long", year: "numeric", timeZone: "UTC" },
});

/** "2025-09" as "September 2025"; what is no month stays as it is. */
export function monthWords(month: string): string {
  const at = Date.parse(`${month}-01T00:00:00Z`);
  return Number.isNaN(at) ? month : monthName.format(at);
}

/** Photos taken since then; days and years are those of UTC. */
export function rangeOf(name: RangeName, now: Date): { from?: Date } {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  switch (name) {
    case "all":
      return {};
    case "month":
      return { from: new Date(today - 30 * dayMs) };
    case "year":
      return { from: new Date(today - 365 * dayMs) };
    case "this-year":
      return { from: new Date(Date.UTC(now.getUTCFullYear(), 0, 1)) };
  }
}
