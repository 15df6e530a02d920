export type Compare<T> = (left: T, right: T) => number;

/** The sorted list with some items out of it and some in: one copy, and no sorting of what stays. */
export function changeSorted<T>(
  list: readonly T[],
  compare: Compare<T>,
  gone: ReadonlySet<T>,
  come: readonly T[],
): T[] {
  const incoming = [...come].sort(compare);
  const next: T[] = [];
  let at = 0;
  for (const item of list) {
    if (gone.has(item)) continue;
    for (let other = incoming[at]; other !== undefined && compare(other, item) < 0; ) {
      next.push(other);
      at += 1;
      other = incoming[at];
    }
    next.push(item);
  }
  return next.concat(incoming.slice(at));
}
