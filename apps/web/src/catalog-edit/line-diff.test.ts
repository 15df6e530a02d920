import { expect, test } from "vitest";
import { closeUp, diffLines } from "./line-diff.ts";

const sides = (before: string, after: string) => {
  const lines = diffLines(before, after);
  const side = (without: string) =>
    lines
      .filter(({ is }) => is !== without)
      .map(({ text }) => text)
      .join("\n");
  return { before: side("added"), after: side("removed") };
};

test.each([
  ["a\nb\nc", "a\nx\nc"],
  ["", "a"],
  ["a\nb", ""],
  ["a\nb\nc\nd", "b\nd\ne"],
  ["same", "same"],
])("both sides can be read out of a difference: %j and %j", (before, after) => {
  expect(sides(before, after)).toEqual({ before, after });
});

test("what both sides have in common is shown once", () => {
  expect(diffLines("a\nb\nc", "a\nx\nc")).toEqual([
    { is: "same", text: "a" },
    { is: "removed", text: "b" },
    { is: "added", text: "x" },
    { is: "same", text: "c" },
  ]);
});

test("far from any difference there is a gap", () => {
  const text = (word: string) => ["1", "2", "3", "4", "5", "6", word].join("\n");
  const shown = closeUp(diffLines(text("a"), text("b")), 1);
  expect(shown.map((line) => line?.text ?? null)).toEqual([null, "6", "a", "b"]);
});
