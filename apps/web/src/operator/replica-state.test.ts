import { expect, test } from "vitest";
import { describeReplica, isGone, mayDrain, shortMs } from "./replica-state.ts";

const at = new Date(0);

test.each([
  ["starting", null, "Starting", true],
  ["ready", null, "Ready", true],
  ["ready", at, "Asked to drain", false],
  ["draining", at, "Draining", false],
  ["lost", null, "Lost", false],
  ["stopped", at, "Stopped", false],
] as const)(
  "a replica that is %s (asked: %s) is shown as %s",
  (state, drainAskedAt, label, drains) => {
    expect(describeReplica({ state, drainAskedAt }).label).toBe(label);
    expect(mayDrain({ state, drainAskedAt })).toBe(drains);
    expect(isGone({ state })).toBe(label === "Lost" || label === "Stopped");
  },
);

test("short spans keep their milliseconds", () => {
  expect([0.4, 40, 999, 1_000, 3_240].map(shortMs)).toEqual([
    "0 ms",
    "40 ms",
    "999 ms",
    "1 s",
    "3.2 s",
  ]);
});
