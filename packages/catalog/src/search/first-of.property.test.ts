import fc from "fast-check";
import { expect, it } from "vitest";
import { firstOf } from "./first-of.ts";

it("gives what sorting everything gives, equal ones in the order in which they came", () => {
  const item = fc.record({ rank: fc.nat(5), id: fc.nat() });
  const compare = (left: { rank: number }, right: { rank: number }) => left.rank - right.rank;
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      (items, most) => {
        expect(firstOf(items, most, compare)).toEqual(items.toSorted(compare).slice(0, most));
      },
    ),
  );
});
