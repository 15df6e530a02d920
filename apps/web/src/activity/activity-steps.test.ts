import { expect, test } from "vitest";
import { describeActivity, describeSplit, reasonOf, splitOf } from "./activity-steps.ts";

const total = [
  { code: "MEMBER", pass: true, count: 1_200 },
  { code: "PUBLIC", pass: true, count: 30 },
  { code: "NOT_ALLOWED", pass: false, count: 4 },
] as const;

test("a filter keeps what passed, what was refused, or one reason", () => {
  expect(splitOf(total, "all")).toEqual({ allowed: 1_230, refused: 4 });
  expect(splitOf(total, "allowed")).toEqual({ allowed: 1_230, refused: 0 });
  expect(splitOf(total, "refused")).toEqual({ allowed: 0, refused: 4 });
  expect(splitOf(total, "PUBLIC")).toEqual({ allowed: 30, refused: 0 });
});

test("a bar is told in words, and an empty one too", () => {
  expect(describeSplit({ allowed: 1_230, refused: 4 })).toBe("1,230 allowed, 4 refused");
  expect(describeSplit({ allowed: 0, refused: 0 })).toBe("no visits");
});

test("the chart is told as a whole", () => {
  const activity = {
    from: new Date(0),
    to: new Date(1),
    stepMs: 1,
    points: [],
    total: [...total],
  };
  expect(describeActivity(activity, "refused", "24 hours")).toBe(
    "Visits of the last 24 hours: 4 visits, 4 refused.",
  );
});

test("a code without words of its own is shown as it is", () => {
  expect(reasonOf("NOT_ALLOWED")).toBe("Signed in, but not allowed");
  expect(reasonOf("SOMETHING_NEW")).toBe("SOMETHING_NEW");
});
