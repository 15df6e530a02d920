import { type Json, reduceJsonPatch } from "@homeport/vaults/core";
import { expect, test } from "vitest";
import { applySteps, findSteps, operationsOf } from "./json-change.ts";

const pairs: readonly (readonly [string, Json, Json])[] = [
  ["a value", 1, 2],
  ["a member that is new", {}, { a: [1] }],
  ["a member that is gone", { a: 1, b: 2 }, { b: 2 }],
  ["a member deep inside", { a: { b: { c: 1 } } }, { a: { b: { c: null } } }],
  ["a list that grows", [1], [1, 2, 3]],
  ["a list that shrinks", [1, 2, 3, 4], [1, 5]],
  ["keys that a pointer escapes", { "a/b": 1, "~": 1 }, { "a/b": 2, "~": 3 }],
  ["a list in place of an object", { a: {} }, { a: [] }],
  ["a key that objects inherit", {}, { constructor: 1 }],
];

test.each(pairs)("the steps of %s make the one document of the other", (_what, before, after) => {
  const steps = findSteps(before, after);
  expect(reduceJsonPatch(before, operationsOf(steps))).toEqual(after);
});

test("what stayed is not named", () => {
  expect(findSteps({ a: 1, b: [1, { c: 2 }] }, { a: 1, b: [1, { c: 2 }] })).toEqual([]);
  expect(findSteps({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } })).toEqual([
    { op: "replace", path: "/b/c", before: 2, after: 3 },
  ]);
});

test("steps are taken to another document where they fit it, and nowhere else", () => {
  const steps = findSteps({ a: { b: 1 } }, { a: { b: 2 } });
  expect(applySteps({ a: { b: 1, c: 3 } }, steps)).toEqual({ a: { b: 2, c: 3 } });
  expect(applySteps({}, steps)).toBeNull();
});
