import { expect, test } from "vitest";
import { outdatedWords, paceOf, percentOf, scopeWords, workLabel } from "./task-words.ts";

const counts = { matched: 200, pending: 199, done: 1, skipped: 0, failed: 0 };

test("a run is at 100 % only when nothing of it is left", () => {
  expect(percentOf(counts)).toBe(0);
  expect(percentOf({ ...counts, pending: 1 })).toBe(99);
  expect(percentOf({ ...counts, pending: 0 })).toBe(100);
  expect(percentOf({ ...counts, matched: 0, pending: 0 })).toBe(100);
});

test("pace and time left are told from the first photo on, and while it runs", () => {
  const running = { ...counts, state: "running", elapsedMs: 60_000 } as const;
  expect(paceOf({ ...running, done: 0, pending: 200 })).toBeNull();
  expect(paceOf({ ...running, elapsedMs: null })).toBeNull();
  expect(paceOf({ ...running, state: "cancelling" })).toBeNull();
  expect(paceOf(running)).toBe("1 photo a minute, about 3 h left");
  expect(paceOf({ ...running, done: 150, pending: 50 })).toBe(
    "150 photos a minute, about 20 s left",
  );
  expect(paceOf({ ...running, done: 200, pending: 0 })).toBe("200 photos a minute");
});

test("a scope is told in words, also when its album is gone", () => {
  const scope = { albumId: null, publication: null, force: true, kinds: [] };
  const titles = (albumId: string) => (albumId === "a" ? "Summer" : undefined);
  expect(scopeWords({ kind: "preprocess-images", scope }, titles)).toBe(
    "All photos, also what was done already",
  );
  const drafts = { ...scope, albumId: "a", publication: "draft" } as const;
  expect(scopeWords({ kind: "refresh-metadata", scope: drafts }, titles)).toBe(
    "Photos of Summer, drafts",
  );
  const gone = { ...scope, albumId: "b", force: false };
  expect(scopeWords({ kind: "preprocess-images", scope: gone }, titles)).toBe(
    "Photos of an album that is gone",
  );
});

test("how many are of an older recipe is told once it is known, and in words for one as for many", () => {
  expect(outdatedWords(undefined)).toMatch(/^Counting/);
  expect(outdatedWords(0)).toBe("Every photo that is done is of the current recipe.");
  expect(outdatedWords(1)).toMatch(/^1 photo has /);
  expect(outdatedWords(2)).toMatch(/^2 photos have /);
});

test("work of another version keeps its name", () => {
  expect(workLabel("ladder")).toBe("Larger renditions");
  expect(workLabel("polish")).toBe("polish");
});
