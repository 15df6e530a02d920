import { describe, expect, test } from "vitest";
import { refused } from "../../test/refused.ts";
import { readStrictJson } from "./strict-json.ts";

const utf8 = new TextEncoder();
const read = (text: string) => readStrictJson(utf8.encode(text));

describe("strict JSON", () => {
  test.each([
    ["null", null],
    [" \t\r\n[ ] ", []],
    ['{"a":{"b":[true,false,null]}}', { a: { b: [true, false, null] } }],
    ["-0", -0],
    ["9007199254740991", 9_007_199_254_740_991],
    ["-9007199254740991", -9_007_199_254_740_991],
    ["9007199254740993.0", 9_007_199_254_740_992],
    ["1e300", 1e300],
    ["1e-400", 0],
    ["0.5E+1", 5],
    ['"\\ud83d\\ude00 \\u00e9 \\" \\\\ \\/ \\b\\f\\n\\r\\t"', '😀 é " \\ / \b\f\n\r\t'],
    ['"\u2028\u007f😀"', "\u2028\u007f😀"],
    ['{"constructor":1,"prototype":2,"toString":3,"hasOwnProperty":4,"":5}', undefined],
    [`${"[".repeat(64)}${"]".repeat(64)}`, undefined],
  ])("reads %s as JSON.parse does", (text, expected) => {
    const value = read(text);
    expect(value).toStrictEqual(JSON.parse(text));
    if (expected !== undefined) expect(value).toStrictEqual(expected);
  });

  test.each([
    ["", "syntax", "", 0],
    ["  ", "syntax", "", 2],
    ["nul", "syntax", "", 0],
    ["True", "syntax", "", 0],
    ["1 2", "syntax", "", 2],
    ["[1,]", "syntax", "/1", 3],
    ["[1 2]", "syntax", "", 3],
    ["[", "syntax", "/0", 1],
    ["]", "syntax", "", 0],
    ['{"a":1,}', "syntax", "", 7],
    ['{"a" 1}', "syntax", "", 5],
    ["{a:1}", "syntax", "", 1],
    ['{"a":[0,{"b":tru}]}', "syntax", "/a/1/b", 13],
    ["01", "syntax", "", 1],
    ["+1", "syntax", "", 0],
    [".5", "syntax", "", 0],
    ["1.", "syntax", "", 1],
    ["0x10", "syntax", "", 1],
    ["NaN", "syntax", "", 0],
    ["-Infinity", "syntax", "", 0],
    ['"a', "syntax", "", 2],
    ['"a\nb"', "syntax", "", 2],
    ['"\\x41"', "syntax", "", 1],
    ['"\\u12g4"', "syntax", "", 1],
    ["'a'", "syntax", "", 0],
    ["[1] // one", "syntax", "", 4],
    ["\u00a01", "syntax", "", 0],
    ['{"a":1,"a":1}', "duplicate-key", "/a", 7],
    ['{"x":[{"a":1,"\\u0061":2}]}', "duplicate-key", "/x/0/a", 13],
    ['{"__proto__":1}', "forbidden-key", "/__proto__", 1],
    ['[{"\\u005f_proto__":{}}]', "forbidden-key", "/0/__proto__", 2],
    ['{"a/b":{"m~n":"\\ud800"}}', "lone-surrogate", "/a~1b/m~0n", 14],
    ['["\\ude00\\ud83d"]', "lone-surrogate", "/0", 1],
    ['{"\\ud800":1}', "lone-surrogate", "", 1],
    ["9007199254740992", "integer-range", "", 0],
    ["[-9007199254740992]", "integer-range", "/0", 1],
    [`[${"9".repeat(400)}]`, "integer-range", "/0", 1],
    ["[0,1e400]", "number-overflow", "/1", 3],
    ["-1.0e309", "number-overflow", "", 0],
  ])("refuses %s, naming the place", (text, reason, path, offset) => {
    expect(refused(() => read(text))).toEqual({ code: "DELTA_INVALID", reason, path, offset });
  });

  test("refuses the sixty-fifth level, and a million of them as fast as sixty-five", () => {
    const path = "/0".repeat(64);
    const deep = { code: "DELTA_INVALID", reason: "depth", path, offset: 64 };
    expect(refused(() => read("[".repeat(65)))).toEqual(deep);
    const endless = utf8.encode("[".repeat(1_000_000));
    expect(refused(() => readStrictJson(endless, endless.length))).toEqual(deep);
  });

  test.each([
    ["an invalid byte", [0x22, 0xc3, 0xa9, 0xff, 0x22], 3],
    ["a character that is cut off", [0x22, 0xe2, 0x82], 3],
    ["an overlong form", [0x22, 0xc0, 0xaf, 0x22], 1],
    ["a surrogate in UTF-8", [0x22, 0xed, 0xa0, 0x80, 0x22], 2],
    ["UTF-16", [0xff, 0xfe, 0x31, 0x00], 0],
  ])("refuses %s, naming the byte", (_what, bytes, offset) => {
    expect(refused(() => readStrictJson(new Uint8Array(bytes)))).toEqual({
      code: "DELTA_INVALID",
      reason: "utf8",
      path: "",
      offset,
    });
  });

  test("refuses a byte order mark", () => {
    expect(refused(() => read("\ufeff{}"))).toMatchObject({ reason: "byte-order-mark", offset: 0 });
  });

  test("refuses what is larger than its limit before it reads any of it", () => {
    expect(refused(() => readStrictJson(utf8.encode("[1,"), 2))).toEqual({
      code: "TOO_LARGE",
      maxBytes: 2,
    });
    expect(readStrictJson(utf8.encode("12"), 2)).toBe(12);
  });
});
