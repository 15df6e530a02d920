import fc from "fast-check";
import { expect, it } from "vitest";
import { applyPatch } from "../../test/apply-patch.ts";
import { diffObjects, type JsonObject } from "./merge-patch.ts";

const key = fc.constantFrom("a", "b", "c", "toString");
const { object } = fc.letrec((tie) => ({
  scalar: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
  value: fc.oneof({ maxDepth: 3 }, tie("scalar"), fc.array(tie("scalar")), tie("object")),
  object: fc.dictionary(key, tie("value"), { noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
}));

it("makes the later object of the earlier one, by what RFC 7396 says", () => {
  fc.assert(
    fc.property(object, object, (before, after) => {
      const patch = diffObjects(before, after) ?? {};
      expect(applyPatch(before, JSON.parse(JSON.stringify(patch)))).toEqual(after);
    }),
    { numRuns: 500 },
  );
});

it("says nothing of what is equal, and names within an object what alone differs", () => {
  const before = { a: { b: 1, c: [1, 2] }, d: "x" };
  expect(diffObjects(before, structuredClone(before))).toBeUndefined();
  expect(diffObjects(before, { a: { b: 2, c: [1, 2] } })).toEqual({ a: { b: 2 }, d: null });
});
