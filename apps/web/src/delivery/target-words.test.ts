import { expect, test } from "vitest";
import { describeTarget } from "./target-words.ts";

const at = new Date(0);

test("a target that was never tried, answers, or fails reads apart, and a failure says what to do", () => {
  expect(describeTarget(null)).toMatchObject({ light: "idle", nextStep: null });
  expect(describeTarget({ error: null, at })).toMatchObject({ light: "ok", label: "Answered" });
  for (const error of [
    "TARGET_REFUSED",
    "TARGET_UNREACHABLE",
    "TARGET_TIMEOUT",
    "TARGET_NOT_ALLOWED",
  ]) {
    const words = describeTarget({ error, at });
    expect(words.light).toBe("bad");
    expect(words.label).not.toContain("_");
    expect(words.nextStep).toMatch(/\.$/);
  }
});

test("a failure of a later version is shown by its name", () => {
  expect(describeTarget({ error: "TARGET_ASLEEP", at }).label).toBe("TARGET_ASLEEP");
});
