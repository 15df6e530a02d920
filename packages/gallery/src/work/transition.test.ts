import { expect, test } from "vitest";
import { decideFailure, isLegal, workStates } from "./transition.ts";

const fresh = { failures: 0, lastWaitMs: null };

test("work moves only between these states", () => {
  const pairs = workStates.flatMap((from) => workStates.map((to) => [from, to] as const));
  expect(pairs.filter(([from, to]) => isLegal(from, to)).map((pair) => pair.join(" "))).toEqual([
    "idle due",
    "due idle",
    "due leased",
    "leased idle",
    "leased due",
    "leased quarantined",
    "quarantined due",
  ]);
});

test("what nothing can come of is set aside at its first try", () => {
  expect(decideFailure("permanent", fresh)).toEqual({ state: "quarantined", failures: 0 });
});

test("what may be the photo's fault is tried three times, at growing distances", () => {
  expect(decideFailure("photo", fresh)).toEqual({ state: "due", waitMs: 5_000, failures: 1 });
  expect(decideFailure("photo", { failures: 1, lastWaitMs: null })).toEqual({
    ...{ state: "due", waitMs: 30_000, failures: 2 },
  });
  expect(decideFailure("photo", { failures: 2, lastWaitMs: null })).toEqual({
    ...{ state: "quarantined", failures: 3 },
  });
});

test("surroundings count nothing, and are asked at distances that double up to a minute", () => {
  const waits = [null, 5_000, 10_000, 20_000, 40_000, 60_000].map((lastWaitMs) =>
    decideFailure("surroundings", { failures: 2, lastWaitMs }),
  );
  expect(waits.map((wait) => (wait.state === "due" ? wait.waitMs : null))).toEqual([
    5_000, 10_000, 20_000, 40_000, 60_000, 60_000,
  ]);
  expect(waits.every((wait) => wait.failures === 2)).toBe(true);
});
