import { describe, expect, test } from "vitest";
import { refused } from "../../../test/refused.ts";
import vectors from "../../../vectors/json-patch.json" with { type: "json" };
import type { Json } from "../json.ts";
import { readStrictJson } from "../strict-json.ts";
import { reduceJsonPatch } from "./json-patch.ts";

interface Vector {
  readonly title: string;
  readonly document: Json;
  readonly patch: Json;
  readonly result?: Json;
  readonly refused?: { readonly reason: string; readonly path: string };
}

/** The file holds what the type says: each test would fail otherwise. */
const cases = vectors as unknown as readonly Vector[];

function deepFreeze(value: Json): Json {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}

describe("a JSON patch", () => {
  test.each(cases)("$title", ({ document, patch, result, refused: refusal }) => {
    deepFreeze(document);
    deepFreeze(patch);
    if (refusal === undefined) {
      expect(reduceJsonPatch(document, patch)).toStrictEqual(result);
    } else {
      const act = () => reduceJsonPatch(document, patch);
      expect(refused(act)).toEqual({ code: "DELTA_INVALID", ...refusal });
    }
  });

  test("RFC 6902, appendix A.13: an operation that is named twice is refused as it is read", () => {
    const text = '[{"op":"add","path":"/baz","value":"qux","op":"remove"}]';
    expect(refused(() => readStrictJson(new TextEncoder().encode(text)))).toMatchObject({
      reason: "duplicate-key",
      path: "/0/op",
    });
  });

  test("that doubles a document with each line ends before it costs much", () => {
    const double: Json = Array.from({ length: 60 }, (_, at) => ({
      op: "copy",
      from: "",
      path: `/${at}`,
    }));
    expect(refused(() => reduceJsonPatch({}, double))).toMatchObject({ reason: "too-much-work" });
  });

  test("that compares without end is ended", () => {
    const large: Json = Array<Json>(100_000).fill(0);
    const compare: Json = Array<Json>(50).fill({ op: "test", path: "/a", value: large });
    const act = () => reduceJsonPatch({ a: large }, compare);
    expect(refused(act)).toMatchObject({ reason: "too-much-work" });
  });

  test("that shifts a long array without end is ended", () => {
    const long: Json = Array<Json>(500_000).fill(0);
    const insert: Json = Array<Json>(6_000).fill({ op: "add", path: "/0", value: 1 });
    expect(refused(() => reduceJsonPatch(long, insert))).toMatchObject({ reason: "too-much-work" });
  });

  test("that nests deeper than a document may cannot look into what it made", () => {
    const wrap = Array.from({ length: 100 }, () => [
      { op: "add", path: "/next", value: {} },
      { op: "move", from: "/top", path: "/next/top" },
      { op: "move", from: "/next", path: "/top" },
    ]).flat();
    const look = { op: "copy", from: "/top", path: "/copy" };
    const patch: Json = [{ op: "add", path: "/top", value: {} }, ...wrap, look];
    expect(refused(() => reduceJsonPatch({}, patch))).toMatchObject({
      reason: "depth",
      path: "/301",
    });
  });

  test("of many operations touches one array once: ten thousand take no longer than they must", () => {
    const many: Json = Array.from({ length: 10_000 }, (_, at) => ({
      op: "replace",
      path: `/list/${at}`,
      value: at,
    }));
    const before = { list: Array<Json>(10_000).fill(null) };
    const after = reduceJsonPatch(before, many);
    expect(after).toEqual({ list: Array.from({ length: 10_000 }, (_, at) => at) });
    expect(before.list[0]).toBeNull();
  });
});
