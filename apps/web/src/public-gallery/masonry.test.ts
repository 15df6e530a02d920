import { expect, test } from "vitest";
import { columnsAt, layMasonry, spanOf } from "./masonry.ts";

test("each box goes into the column that is shortest so far, the left one of two alike", () => {
  const { cells, height } = layMasonry([1, 1, 0.5, 0.5, 2], 2);
  expect(cells.map((cell) => cell.column)).toEqual([0, 1, 0, 1, 0]);
  expect(cells[4]).toEqual({ column: 0, above: 1.5, gaps: 2 });
  expect(height).toEqual({ above: 3.5, gaps: 2 });
});

test("boxes that come later move none that lie already", () => {
  const few = layMasonry([0.7, 1.5, 0.6, 1], 3).cells;
  const more = layMasonry([0.7, 1.5, 0.6, 1, 0.4, 2], 3).cells;
  expect(more.slice(0, few.length)).toEqual(few);
});

test("a box's place in px follows from the width of the field alone", () => {
  const { cells } = layMasonry([1, 1, 1], 2);
  expect(columnsAt(600)).toBe(2);
  const third = cells[2];
  if (third === undefined) throw new Error("not laid");
  expect(spanOf(third, 1, 600)).toEqual({ top: 296 + 8, bottom: 600 });
});
