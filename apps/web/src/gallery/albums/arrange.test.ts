import { expect, test } from "vitest";
import { arranged, stepPhoto } from "./arrange.ts";

const ids = ["a", "b", "c"];
const items = ids.map((imageId) => ({ imageId }));

test.each([
  ["a", 1, { afterId: "b" }],
  ["b", -1, { afterId: null }],
  ["c", -1, { afterId: "a" }],
  ["a", -1, null],
  ["c", 1, null],
  ["x", 1, null],
] as const)("%s moved by %i goes to %o", (imageId, step, place) => {
  expect(stepPhoto(ids, imageId, step)).toEqual(place);
});

test.each([
  ["c", null, "cab"],
  ["a", "c", "bca"],
  ["b", "b", "abc"],
  ["x", "a", "abc"],
])("%s behind %s is %s", (imageId, afterId, order) => {
  expect(
    arranged(items, imageId, { afterId })
      .map((item) => item.imageId)
      .join(""),
  ).toBe(order);
});
