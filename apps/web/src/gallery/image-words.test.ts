import { expect, test } from "vitest";
import { imageFollowMs } from "./gallery-query.ts";
import { daysLeft, exposureOf, stateOf } from "./image-words.ts";

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
  [{ processing: "needs_rendition" as const }, "Needs conversion"],
  [{ processing: "received" as const }, "Waiting"],
  [{ processing: "viewable" as const, publication: "published" as const }, "Processing"],
  [{ publication: "published" as const, reach: "public" as const }, "Published"],
  [{ publication: "published" as const, reach: "unlisted" as const }, "Unlisted"],
  [{ publication: "published" as const, reach: "private" as const }, "Private"],
])("a photo that is %o says %s", (change, label) => {
  expect(stateOf({ ...ready, ...change }).label).toBe(label);
});

test("photos that are told of are asked for less often, and still within five seconds while they are made", () => {
  const busy = [{ processing: "viewable" }] as const;
  expect(imageFollowMs(busy, true)).toBeGreaterThan(imageFollowMs(busy, false));
  expect(imageFollowMs(busy, true)).toBeLessThanOrEqual(5_000);
  expect(imageFollowMs(undefined, true)).toBe(imageFollowMs(undefined, false));
});

test("photos are asked for again soon while something is made of one, and rarely else", () => {
  const busy = [{ processing: "ready" }, { processing: "received" }] as const;
  const soon = imageFollowMs(busy, false);
  expect(soon).toBeLessThan(imageFollowMs([{ processing: "ready" }], false));
  expect(imageFollowMs(undefined, false)).toBe(imageFollowMs([], false));
});

test.each([
  [
    { exposureTimeS: 0.004, fNumber: 2.8, iso: 200, focalLengthMm: 35 },
    "1/250 s · f/2.8 · ISO 200 · 35 mm",
  ],
  [{ exposureTimeS: 2, fNumber: null, iso: null, focalLengthMm: 4.25 }, "2 s · 4.3 mm"],
  [{ exposureTimeS: null, fNumber: null, iso: null, focalLengthMm: null }, ""],
])("%o is told as %j", (facts, words) => expect(exposureOf(facts)).toBe(words));

test.each([
  [30.5, "31 days left"],
  [1, "1 day left"],
  [-0.2, "Deleted for good today"],
])("a photo that goes in %f days says %j", (days, words) => {
  const nowMs = Date.UTC(2026, 0, 1);
  expect(daysLeft(new Date(nowMs + days * 86_400_000), nowMs)).toBe(words);
});
