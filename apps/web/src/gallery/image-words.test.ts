import { expect, test } from "vitest";
import { imageFollowMs } from "./gallery-query.ts";
import { stateOf } from "./image-words.ts";

const ready = {
  processing: "ready",
  publication: "draft",
  reach: "none",
  isTrashed: false,
} as const;

test.each([
  [{}, "Draft"],
  [{ isTrashed: true, processing: "quarantined" as const }, "In the trash"],
  [{ processing: "quarantined" as const }, "Failed"],
  [{ processing: "received" as const }, "Waiting"],
  [{ processing: "viewable" as const, publication: "published" as const }, "Processing"],
  [{ publication: "published" as const, reach: "public" as const }, "Published"],
  [{ publication: "published" as const, reach: "unlisted" as const }, "Unlisted"],
  [{ publication: "published" as const, reach: "private" as const }, "Private"],
])("a photo that is %o says %s", (change, label) => {
  expect(stateOf({ ...ready, ...change }).label).toBe(label);
});

test("photos are asked for again soon while something is made of one, and rarely else", () => {
  const soon = imageFollowMs([{ processing: "ready" }, { processing: "received" }]);
  expect(soon).toBeLessThan(imageFollowMs([{ processing: "ready" }]));
  expect(imageFollowMs(undefined)).toBe(imageFollowMs([]));
});
