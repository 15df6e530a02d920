import { expect, test } from "vitest";
import { monthWords, rangeOf, ranges } from "./stats-range.ts";

test("a range begins at a day of UTC, and all time nowhere", () => {
  const now = new Date("2026-03-31T23:59:59Z");
  expect(ranges.map(({ value }) => rangeOf(value, now).from?.toISOString().slice(0, 10))).toEqual([
    undefined,
    "2026-03-01",
    "2025-03-31",
    "2026-01-01",
  ]);
});

test("a month is told by its name, and what is none as it is", () => {
  expect(monthWords("2025-09")).toBe("September 2025");
  expect(monthWords("later")).toBe("later");
});
