import fc from "fast-check";
import { expect, it } from "vitest";
import { emptySortedList, type SortedList } from "./sorted-list.ts";

interface Item {
  readonly rank: number;
}
const byRank = (left: Item, right: Item) => left.rank - right.rank;

/** Some items out by their places, some in by their ranks. */
const change = fc.record({
  out: fc.array(fc.nat(2_000), { maxLength: 400 }),
  come: fc.uniqueArray(fc.double({ noNaN: true, min: 0, max: 1 }), { maxLength: 700 }),
});

it("is what sorting everything anew gives, and stays what it was when it is changed", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), fc.nat(), (changes, place) => {
      let list: SortedList<Item> = emptySortedList<Item, Item>(byRank);
      let plain: Item[] = [];
      for (const { out, come } of changes) {
        const gone = [...new Set(out)].flatMap((at) => plain[at] ?? []);
        const taken = new Set(plain.map(({ rank }) => rank));
        const items = come.filter((rank) => !taken.has(rank)).map((rank) => ({ rank }));
        const before = list;
        const was = [...before];
        list = list.change(gone, items);
        expect([...before]).toEqual(was);
        plain = plain
          .filter((item) => !gone.includes(item))
          .concat(items)
          .sort(byRank);
        expect([...list]).toEqual(plain);
        expect(list.size).toBe(plain.length);
      }
      const from = plain.length === 0 ? 0 : place % plain.length;
      expect(list.slice(from, 30)).toEqual(plain.slice(from, from + 30));
      const item = plain[from];
      if (item !== undefined) expect(list.placeAfter(item)).toBe(from + 1);
      expect(list.placeAfter({ rank: 2 })).toBe(plain.length);
      expect(list.placeAfter({ rank: -1 })).toBe(0);
    }),
    { numRuns: 40 },
  );
});

it("shares with the list before it every block in which nothing differs", () => {
  let touches = 0;
  const counted = (left: Item, right: Item) => {
    touches += 1;
    return byRank(left, right);
  };
  const items = Array.from({ length: 20_000 }, (_, rank) => ({ rank }));
  const list = emptySortedList<Item, Item>(counted).change([], items);
  touches = 0;
  const [gone] = list.slice(9_000, 1);
  list.change(gone === undefined ? [] : [gone], [{ rank: 9_000.5 }]);
  expect(touches).toBeLessThan(600);
});
