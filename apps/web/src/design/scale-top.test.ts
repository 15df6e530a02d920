import { expect, test } from "vitest";
import { scaleTop } from "./scale-top.ts";

test.each([
  [0, 4],
  [4, 4],
  [5, 5],
  [11, 20],
  [37, 40],
  [401, 500],
  [999, 1_000],
])("a scale for %i ends at %i", (most, top) => {
  expect(scaleTop([most, 0])).toBe(top);
});
