import { expect, test } from "vitest";
import { chooseLoaded, extend, noSelection, stepFrom, toggle } from "./selection.ts";

const ids = ["a", "b", "c", "d", "e"];
const chosen = (selection: { chosen: ReadonlySet<string> }) =>
  [...selection.chosen].sort().join("");

test("a range goes from the last one pressed to this one, either way", () => {
  const one = toggle(noSelection, "d");
  expect(chosen(extend(one, ids, "b"))).toBe("bcd");
  expect(chosen(extend(extend(one, ids, "b"), ids, "e"))).toBe("bcde");
});

test("a range without a beginning is the one photo", () => {
  expect(chosen(extend(noSelection, ids, "c"))).toBe("c");
  expect(chosen(extend({ ...noSelection, anchor: "gone" }, ids, "c"))).toBe("c");
});

test("pressing twice gives a photo up", () => {
  expect(chosen(toggle(toggle(noSelection, "a"), "a"))).toBe("");
  expect(chosen(chooseLoaded(ids))).toBe("abcde");
});

test.each([
  [0, "ArrowRight", 1],
  [4, "ArrowRight", null],
  [1, "ArrowDown", 4],
  [3, "ArrowDown", null],
  [1, "ArrowUp", null],
  [2, "Enter", null],
])("from %i, %s leads to %s in rows of three", (at, key, next) => {
  expect(stepFrom(at, key, 3, ids.length)).toBe(next);
});
