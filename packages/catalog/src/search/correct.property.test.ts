import fc from "fast-check";
import { expect, it } from "vitest";
import { correctWord } from "./correct.ts";

/** Few letters, so that words are near to one another. */
const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 3, maxLength: 10 });
const vocabulary = fc.dictionary(word, fc.integer({ min: 1, max: 3 }), { maxKeys: 30 });

/** The same by its definition: every cell of the table. */
function distanceBetween(left: string, right: string): number {
  const cell = (row: number, at: number): number => table[row]?.[at] ?? 0;
  const table: number[][] = [];
  for (let row = 0; row <= left.length; row++) {
    const line: number[] = [];
    table.push(line);
    for (let at = 0; at <= right.length; at++) {
      if (row === 0 || at === 0) {
        line.push(row + at);
        continue;
      }
      const edits = [
        cell(row - 1, at) + 1,
        (line[at - 1] ?? 0) + 1,
        cell(row - 1, at - 1) + (left[row - 1] === right[at - 1] ? 0 : 1),
      ];
      const isSwap =
        row > 1 && at > 1 && left[row - 1] === right[at - 2] && left[row - 2] === right[at - 1];
      if (isSwap) edits.push(cell(row - 2, at - 2) + 1);
      line.push(Math.min(...edits));
    }
  }
  return cell(left.length, right.length);
}

it("is the nearest word, of equally near ones the most frequent, then the first by letters", async () => {
  let corrected = 0;
  await fc.assert(
    fc.asyncProperty(word, vocabulary, async (typed, counts) => {
      const words = new Map(Object.entries(counts));
      const most = typed.length >= 8 ? 2 : typed.length >= 4 ? 1 : 0;
      const near = [...words]
        .map(([text, count]) => ({ text, count, distance: distanceBetween(typed, text) }))
        .filter(({ distance }) => distance <= most)
        .toSorted(
          (a, b) => a.distance - b.distance || b.count - a.count || (a.text < b.text ? -1 : 1),
        );
      const expected = words.has(typed) || most === 0 ? null : (near[0]?.text ?? null);
      if (expected !== null) corrected += 1;
      expect(await correctWord(typed, words)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
  expect(corrected).toBeGreaterThan(20);
});
