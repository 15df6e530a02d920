import { expect, test } from "vitest";
import { placeOf, readJsonText } from "./read-json.ts";

test("a document is read", () => {
  expect(readJsonText('{"a": [1]}')).toEqual({ isGood: true, value: { a: [1] } });
});

test.each([
  ['{\n  "a": 1,\n  "a": 2\n}', /^A key stands here twice, line 3, column \d+/],
  ['{"a": }', /^This is not JSON, line 1, column 7/],
  ['{"a": {"b": 1e400}}', /^This number is beyond all numbers, line 1.*\(in \/a\/b\)/],
  ["", /^Write a document/],
])("%j is refused with its place", (text, why) => {
  expect(readJsonText(text)).toMatchObject({ isGood: false, why: expect.stringMatching(why) });
});

test("a place counts lines and columns from one", () => {
  expect(placeOf("ab\ncd", 0)).toBe("line 1, column 1");
  expect(placeOf("ab\ncd", 4)).toBe("line 2, column 2");
});
