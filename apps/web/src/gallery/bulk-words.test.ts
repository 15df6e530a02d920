import { expect, test } from "vitest";
import { groupLeft, tellChanged } from "./bulk-words.ts";

test("what was done is counted, and so is what was left", () => {
  const left = { imageId: "b", code: "NOT_PERMITTED" };
  expect(tellChanged("published", { changed: ["a"], unchanged: [] })).toBe("1 photo published");
  expect(tellChanged("published", { changed: [], unchanged: [left] })).toBe(
    "0 photos published, 1 left as it was",
  );
});

test("photos that were left stand under the reason", () => {
  const left = ["a", "b"].map((imageId) => ({ imageId, code: "TAKEN_UNKNOWN" }));
  expect(groupLeft([...left, { imageId: "c", code: "STORE_DOWN" }])).toEqual([
    { code: "TAKEN_UNKNOWN", reason: "has no time to shift", imageIds: ["a", "b"] },
    { code: "STORE_DOWN", reason: "could not be changed just now", imageIds: ["c"] },
  ]);
});
