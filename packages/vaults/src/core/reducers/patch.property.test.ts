import { expect, test } from "vitest";
import { randomJson, randomJsonPatch, seeded } from "../../../test/random-json.ts";
import { referenceJsonPatch, referenceMergePatch } from "../../../test/reference-patch.ts";
import { refusalOf } from "../../../test/refused.ts";
import type { Json } from "../json.ts";
import { reduceJsonPatch } from "./json-patch.ts";
import { reduceMergePatch } from "./merge-patch.ts";

/** `FULL=1` asks for a hundred thousand of each. */
const isFull = process.env["FULL"] === "1";
const jsonPatches = isFull ? 100_000 : 10_000;
const mergePatches = isFull ? 100_000 : 20_000;

/** A careless reducer: it lets an array's place be named with leading zeros. */
function reduceLoosely(state: Json, patch: Json): Json {
  return reduceJsonPatch(state, JSON.parse(JSON.stringify(patch).replaceAll('"/-', '"/0')));
}

function firstJsonPatchDifference(reduce: (state: Json, patch: Json) => Json): string | null {
  const random = seeded(7);
  for (let at = 0; at < jsonPatches; at += 1) {
    const state = randomJson(random);
    const patch = randomJsonPatch(random);
    const before = JSON.stringify([state, patch]);
    let ours: { document: Json } | null = null;
    refusalOf(() => {
      ours = { document: reduce(state, patch) };
    });
    const theirs = referenceJsonPatch(state, patch);
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) return before;
    if (JSON.stringify([state, patch]) !== before) return `changed its input: ${before}`;
  }
  return null;
}

test(`a JSON patch gives what a slow and plain reading of the RFC gives, ${jsonPatches} times`, () => {
  expect(firstJsonPatchDifference(reduceJsonPatch)).toBeNull();
}, 600_000);

test("a reducer that reads one pointer differently is found out", () => {
  expect(firstJsonPatchDifference(reduceLoosely)).not.toBeNull();
});

test(`a merge patch gives what a slow and plain reading of the RFC gives, ${mergePatches} times`, () => {
  const random = seeded(11);
  for (let at = 0; at < mergePatches; at += 1) {
    const state = randomJson(random);
    const patch = randomJson(random);
    const before = JSON.stringify([state, patch]);
    const theirs = JSON.stringify(referenceMergePatch(state, patch));
    expect(JSON.stringify(reduceMergePatch(state, patch)), before).toBe(theirs);
    expect(JSON.stringify([state, patch])).toBe(before);
  }
}, 600_000);
