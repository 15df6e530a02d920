import type { Compare } from "../snapshot/sorted-list.ts";

/**
 * The first `most` items of an order, in it. What cannot be among them costs one comparison, so that a page out of thousands does not
 * cost their sorting.
 */
export function firstOf<T>(items: Iterable<T>, most: number, compare: Compare<T>): T[] {
  const first: T[] = [];
  for (const item of items) {
    const last = first.at(-1);
    if (first.length === most && last !== undefined && compare(last, item) <= 0) continue;
    first.splice(placeOf(first, item, compare), 0, item);
    if (first.length > most) first.pop();
  }
  return first;
}

/** Behind those that are equal to it. */
function placeOf<T>(sorted: readonly T[], item: T, compare: Compare<T>): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other, item) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
