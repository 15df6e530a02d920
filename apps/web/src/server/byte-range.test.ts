import { expect, test } from "vitest";
import { readRange } from "./byte-range.ts";

test.each([
  ["bytes=0-", { startByte: 0, endByte: 99 }],
  ["bytes=10-19", { startByte: 10, endByte: 19 }],
  ["bytes=90-500", { startByte: 90, endByte: 99 }],
  ["bytes=-5", { startByte: 95, endByte: 99 }],
  ["bytes=-500", { startByte: 0, endByte: 99 }],
  ["bytes=100-", "none"],
  ["bytes=-0", "none"],
  ["bytes=9-3", null],
  ["bytes=0-1,5-6", null],
  ["items=0-1", null],
  ["bytes=-", null],
  [undefined, null],
])("%s of a hundred bytes is read", (header, range) => {
  expect(readRange(header, 100)).toEqual(range);
});
