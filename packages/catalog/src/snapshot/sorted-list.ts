export type Compare<T> = (left: T, right: T) => number;

/**
 * A sorted list that is never changed: `change` answers another one, which shares every block in which nothing differs. So a change of
 * one item costs one block, however long the list is. `P` is what the order hangs on, of which an item may be more.
 */
export interface SortedList<T extends P, P = T> extends Iterable<T> {
  readonly size: number;
  /** At most `most` items from a place on. */
  slice(from: number, most: number): T[];
  /** The place of the first item that comes after this one, which itself need not be in the list. */
  placeAfter(item: P): number;
  /** Without items that are in it, and with others. */
  change(gone: readonly T[], come: readonly T[]): SortedList<T, P>;
}

/** Blocks are cut at this length: copying one costs about as much as copying the list of blocks of 100,000 items. */
const blockMost = 256;

type Block<T> = readonly T[];

export function emptySortedList<T extends P, P>(compare: Compare<P>): SortedList<T, P> {
  return sortedListOf<T, P>(compare, []);
}

function sortedListOf<T extends P, P>(
  compare: Compare<P>,
  blocks: readonly Block<T>[],
): SortedList<T, P> {
  const size = blocks.reduce((sum, block) => sum + block.length, 0);
  return {
    size,
    *[Symbol.iterator]() {
      for (const block of blocks) yield* block;
    },
    slice(from, most) {
      const found: T[] = [];
      let skip = from;
      for (const block of blocks) {
        if (found.length === most) break;
        if (skip < block.length) found.push(...block.slice(skip, skip + most - found.length));
        skip = Math.max(0, skip - block.length);
      }
      return found;
    },
    placeAfter(item) {
      const at = firstIndex(blocks, (block) => isAfter(compare, block.at(-1), item));
      const before = blocks.slice(0, at).reduce((sum, block) => sum + block.length, 0);
      return before + firstIndex(blocks[at] ?? [], (one) => compare(one, item) > 0);
    },
    change(gone, come) {
      const out = new Set(gone);
      const incoming = [...come].sort(compare);
      const touched = new Map<number, T[]>();
      const comingTo = (item: T) => {
        const at = firstIndex(blocks, (block) => !isBefore(compare, block.at(-1), item));
        const place = Math.max(0, Math.min(at, blocks.length - 1));
        const coming = touched.get(place) ?? [];
        touched.set(place, coming);
        return coming;
      };
      for (const item of gone) comingTo(item);
      for (const item of incoming) comingTo(item).push(item);
      if (blocks.length === 0) return sortedListOf<T, P>(compare, cut(incoming));
      const next = blocks.flatMap((block, at) => {
        const coming = touched.get(at);
        if (coming === undefined) return [block];
        const staying = block.filter((item) => !out.has(item));
        return cut(merge(compare, staying, coming));
      });
      return sortedListOf<T, P>(compare, next);
    },
  };
}

function isAfter<P>(compare: Compare<P>, last: P | undefined, item: P): boolean {
  return last !== undefined && compare(last, item) > 0;
}

function isBefore<P>(compare: Compare<P>, last: P | undefined, item: P): boolean {
  return last !== undefined && compare(last, item) < 0;
}

/** Index of the first item that passes, where all after it pass, too; the length where none does. */
function firstIndex<T>(items: readonly T[], passes: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && passes(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function merge<T extends P, P>(compare: Compare<P>, left: Block<T>, right: Block<T>): T[] {
  const merged: T[] = [];
  let at = 0;
  for (const item of left) {
    for (let other = right[at]; other !== undefined && compare(other, item) < 0; ) {
      merged.push(other);
      at += 1;
      other = right[at];
    }
    merged.push(item);
  }
  return merged.concat(right.slice(at));
}

function cut<T>(items: readonly T[]): Block<T>[] {
  const blocks: Block<T>[] = [];
  if (items.length <= blockMost) return items.length === 0 ? [] : [items];
  const half = blockMost / 2;
  for (let at = 0; at < items.length; at += half) blocks.push(items.slice(at, at + half));
  return blocks;
}
