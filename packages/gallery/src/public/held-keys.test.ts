import { expect, test } from "vitest";
import { createHeldKeys } from "./held-keys.ts";

test("a gallery's keys are taken once, and another's stay", () => {
  const held = createHeldKeys(10);
  held.add("a", "1");
  held.add("b", "2");
  held.add("a", "3");
  held.add("a", "1");
  expect(held.take("a")).toEqual(["1", "3"]);
  expect(held.take("a")).toEqual([]);
  expect(held.take("b")).toEqual(["2"]);
});

test("no more keys are held than said, whatever was taken in between", () => {
  const held = createHeldKeys(2);
  held.add("a", "1");
  held.take("a");
  held.add("a", "2");
  held.add("b", "3");
  held.add("b", "3");
  held.add("b", "4");
  expect([...held.take("a"), ...held.take("b")]).toEqual(["4"]);
});
