import { expect, test } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatCountdown,
  formatInstant,
  formatSpan,
} from "./format.ts";

test.each([
  [-5, "0 s"],
  [999, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_599_999, "59 min"],
  [3_600_000, "1 h"],
  [47 * 3_600_000, "47 h"],
  [48 * 3_600_000, "2 d"],
])("a span of %i ms reads %s", (ms, text) => expect(formatSpan(ms)).toBe(text));

test("what happened a moment ago, or in a future of a clock that is behind, is just now", () => {
  expect(formatAgo(1_000, 9_000)).toBe("just now");
  expect(formatAgo(9_000, 1_000)).toBe("just now");
  expect(formatAgo(0, 180_000)).toBe("3 min ago");
});

test("a countdown rounds up and stops at zero", () => {
  expect(formatCountdown(900_000)).toBe("15:00");
  expect(formatCountdown(60_500)).toBe("1:01");
  expect(formatCountdown(1)).toBe("0:01");
  expect(formatCountdown(-1)).toBe("0:00");
});

test.each([
  [0, "0 B"],
  [1_023, "1023 B"],
  [1_024, "1 KiB"],
  [8_200_000_000, "7.6 GiB"],
  [68_719_476_736, "64 GiB"],
])("%i bytes read %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test("an instant reads the same in every time zone", () => {
  expect(formatInstant(new Date("2026-01-02T03:04:05.678Z"))).toBe("2026-01-02 03:04 UTC");
});

test("one of a thing is not many", () => {
  expect([formatCount(0, "app"), formatCount(1, "app"), formatCount(2, "app")]).toEqual([
    "0 apps",
    "1 app",
    "2 apps",
  ]);
  expect(formatCount(2, "person", "people")).toBe("2 people");
});
