import { expect, test } from "vitest";
import { filteredPath, readFilter } from "./filter-query.ts";

test("a filter comes back from the address that it was written into", () => {
  const filter = { album: "sea", words: "pier & dock", year: 2025, seed: "a1", camera: "X-T5" };
  const path = filteredPath("/g/home/i/1", filter);
  expect(path).toBe("/g/home/i/1?album=sea&camera=X-T5&q=pier+%26+dock&year=2025&shuffle=a1");
  expect(readFilter(Object.fromEntries(new URL(path, "http://x").searchParams))).toEqual(filter);
});

test("what makes no sense narrows nothing", () => {
  expect(
    readFilter({ year: "soon", shuffle: "A b", q: "  ", tag: ["a", "b"], other: "x" }),
  ).toEqual({});
});
