import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { refused } from "../../test/refused.ts";
import vectors from "../../vectors/canonical-json.json" with { type: "json" };
import { canonicalize, readCanonicalJson, writePayload } from "./canonical-json.ts";
import type { Json } from "./json.ts";
import { readStrictJson } from "./strict-json.ts";

const utf8 = new TextEncoder();
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const parse = (text: string): Json => JSON.parse(text);

/** A value that no parser makes, as a program could pass it on. */
const asJson = (value: unknown) => value as Json;

/** Any JSON value but one with the key that admission refuses. */
const anyJson = fc
  .jsonValue()
  .map(asJson)
  .filter((value) => !JSON.stringify(value).includes("__proto__"));

/** What `canonicalize` would write if it sorted by `compare`. */
function writeSortedBy(value: Json, compare: (left: string, right: string) => number): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => compare(left, right)))
      : part,
  );
}

describe("canonical JSON", () => {
  test.each(vectors.documents)("$title", ({ input, output }) => {
    expect(textOf(canonicalize(parse(input)))).toBe(output);
    expect(textOf(canonicalize(parse(output)))).toBe(output);
  });

  test.each(vectors.numbers)("RFC 8785, appendix B: $bits is $text", ({ bits, text }) => {
    const number = Buffer.from(bits, "hex").readDoubleBE();
    if (text === null) {
      expect(refused(() => canonicalize([number]))).toMatchObject({
        reason: "not-json",
        path: "/0",
      });
    } else {
      expect(textOf(canonicalize(number))).toBe(text);
    }
  });

  test("sorting as people do would write another text", () => {
    const sample = parse('{"b":1,"B":2,"a":3,"é":4,"z":5}');
    const ours = textOf(canonicalize(sample));
    expect(writeSortedBy(sample, (left, right) => (left < right ? -1 : 1))).toBe(ours);
    expect(writeSortedBy(sample, (left, right) => left.localeCompare(right))).not.toBe(ours);
  });

  test.each([
    ["nothing", undefined, ""],
    ["a hole", [1, ...Array<Json>(1)], "/1"],
    ["a function", { a: () => 1 }, "/a"],
    ["a big integer", { a: [1n] }, "/a/0"],
    ["a date", { a: new Date(0) }, "/a"],
    ["a map", new Map(), ""],
    ["infinity", { "a/b": Number.POSITIVE_INFINITY }, "/a~1b"],
  ])("refuses %s, naming the place", (_what, value, path) => {
    expect(refused(() => canonicalize(asJson(value)))).toEqual({
      code: "DELTA_INVALID",
      reason: "not-json",
      path,
    });
  });

  test("refuses lone surrogates, the key __proto__ and what holds itself", () => {
    expect(refused(() => canonicalize(["\ud800"]))).toMatchObject({ reason: "lone-surrogate" });
    expect(refused(() => canonicalize({ "\udc00": 1 }))).toMatchObject({
      reason: "lone-surrogate",
    });
    expect(refused(() => canonicalize(parse('{"__proto__":1}')))).toMatchObject({
      reason: "forbidden-key",
    });
    const endless: Json[] = [];
    endless.push(endless);
    expect(refused(() => canonicalize(endless))).toMatchObject({ reason: "depth" });
  });

  test("stops at its limit, however often a value holds one part", () => {
    let doubled: Json = "x".repeat(100);
    for (let times = 0; times < 60; times += 1) doubled = [doubled, doubled];
    expect(refused(() => canonicalize(doubled))).toEqual({
      code: "TOO_LARGE",
      maxBytes: 1_048_576,
    });
    expect(canonicalize("é", 4)).toHaveLength(4);
    expect(refused(() => canonicalize("é", 3))).toEqual({ code: "TOO_LARGE", maxBytes: 3 });
  });

  test("reads back what it writes, and writes the same for members in any order", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const bytes = canonicalize(value);
        expect(canonicalize(readCanonicalJson(bytes))).toEqual(bytes);
        const turned = writeSortedBy(value, (left, right) => (left < right ? 1 : -1));
        expect(canonicalize(parse(turned))).toEqual(bytes);
        expect(JSON.stringify(parse(textOf(bytes)))).toHaveLength(textOf(bytes).length);
      }),
      { numRuns: 2_000 },
    );
  });

  test("writes payloads that admission reads as the same value", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const admitted = readStrictJson(writePayload(value));
        expect(canonicalize(admitted)).toEqual(canonicalize(value));
      }),
      { numRuns: 2_000 },
    );
    expect(textOf(writePayload([1e20, 2 ** 53, 1e21, 5, -0.5]))).toBe(
      "[1e+20,9.007199254740992e+15,1e+21,5,-0.5]",
    );
  });

  test.each([
    ['{"b":1,"a":2}', "not-canonical"],
    ['{"a":1, "b":2}', "not-canonical"],
    ['{"a":1,"a":1}', "not-canonical"],
    ["1.0", "not-canonical"],
    ['"\\u0061"', "not-canonical"],
    ["{", "syntax"],
    ["\ufeff1", "byte-order-mark"],
    ["", "syntax"],
  ])("does not take %s for canonical", (text, reason) => {
    expect(refused(() => readCanonicalJson(utf8.encode(text)))).toMatchObject({ reason });
  });

  test("reads an integer that only canonical JSON may write", () => {
    const bytes = canonicalize(1e20);
    expect(textOf(bytes)).toBe("100000000000000000000");
    expect(readCanonicalJson(bytes)).toBe(1e20);
    expect(refused(() => readStrictJson(bytes))).toMatchObject({ reason: "integer-range" });
  });
});
