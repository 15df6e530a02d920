import { expect, test } from "vitest";
import vectors from "../../../vectors/merge-patch.json" with { type: "json" };
import type { Json } from "../json.ts";
import { reduceMergePatch } from "./merge-patch.ts";

/** The file holds what the type says: each test would fail otherwise. */
const cases = vectors as unknown as readonly {
  readonly title: string;
  readonly document: Json;
  readonly patch: Json;
  readonly result: Json;
}[];

test.each(cases)("$title", ({ document, patch, result }) => {
  const before = JSON.stringify([document, patch]);
  expect(reduceMergePatch(document, patch)).toEqual(result);
  expect(JSON.stringify([document, patch])).toBe(before);
});
