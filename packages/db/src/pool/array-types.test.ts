import { expect, test } from "vitest";
import { parseArray, writeArray } from "./array-types.ts";

test.each([
  ["{}", []],
  ["{a,b}", ["a", "b"]],
  ['{"a,b","c\\"d","e\\\\f","{g}",""}', ["a,b", 'c"d', "e\\f", "{g}", ""]],
  ['{NULL,"NULL"}', [null, "NULL"]],
  [
    "{{1,2},{3,4}}",
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  ["[0:1]={x,y}", ["x", "y"]],
])("%s is read as %j", (text, values) => {
  expect(parseArray(text, (element) => element)).toEqual(values);
});

test("what is written is read back the same, whatever is in it", () => {
  const values = ["plain", 'with "quotes"', "back\\slash", "{,}", "", "NULL", null, ["in", "side"]];
  expect(parseArray(writeArray(values, String), (element) => element)).toEqual(values);
});

test("elements pass their own type's codec", () => {
  expect(parseArray("{1,2}", Number)).toEqual([1, 2]);
  expect(writeArray([true, false], (value) => (value === true ? "t" : "f"))).toBe('{"t","f"}');
});

test("a text that breaks off is no loop without end", () => {
  expect(parseArray('{a,"b', (element) => element)).toEqual(["a", "b"]);
});
