import { expect, test } from "vitest";
import { remember } from "./remember.ts";

function counting(bounds?: { maxKeys: number; maxChars: number }) {
  const made: string[] = [];
  const upper = remember((text) => {
    made.push(text);
    return text.toUpperCase();
  }, bounds);
  return { made, upper };
}

test("an answer is made once and given again", () => {
  const { made, upper } = counting();
  expect([upper("a"), upper("b"), upper("a")]).toEqual(["A", "B", "A"]);
  expect(made).toEqual(["a", "b"]);
});

test("beyond its bounds it remembers nothing, and answers all the same", () => {
  const { made, upper } = counting({ maxKeys: 1, maxChars: 2 });
  expect(["long", "a", "b", "a", "b", "long"].map(upper)).toEqual([
    ...["LONG", "A", "B", "A", "B", "LONG"],
  ]);
  expect(made).toEqual(["long", "a", "b", "b", "long"]);
});
