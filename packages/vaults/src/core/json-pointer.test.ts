import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPointer, parsePointer, readIndex } from "./json-pointer.ts";

test.each([
  ["", []],
  ["/", [""]],
  ["/foo/0", ["foo", "0"]],
  ["/a~1b", ["a/b"]],
  ["/m~0n", ["m~n"]],
  ["/~01", ["~1"]],
  ['/c%d/e^f/ /k"l', ["c%d", "e^f", " ", 'k"l']],
  ["//", ["", ""]],
])("%j names %j", (text, tokens) => {
  expect(parsePointer(text)).toEqual(tokens);
  expect(formatPointer(tokens)).toBe(text);
});

test.each(["a", "#/a", "/~", "/~2", "/a/~~0"])("%j is no pointer", (text) => {
  expect(parsePointer(text)).toBeNull();
});

test("any keys come back from the pointer that is made of them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("~", "/", "0", "1", "é") })),
      (tokens) => {
        expect(parsePointer(formatPointer(tokens))).toEqual(tokens);
      },
    ),
    { numRuns: 500 },
  );
});

test.each(["-", "", "01", "+1", "-1", "1.0", "1e0", " 1", "३", "3", "99999999999999999999"])(
  "%j names no element of three",
  (token) => {
    expect(readIndex(token, 3)).toBeNull();
  },
);
