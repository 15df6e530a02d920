/** About two milliseconds of looking at an entry each. */
const visitedAtOnce = 2_000;

/**
 * Visits items until one says that it was enough, by `false`. Others have their turns of the event loop in between, however many items
 * there are. Whoever calls visits what never changes.
 */
export async function visitInTurns<T>(
  items: Iterable<T>,
  visit: (item: T) => boolean,
): Promise<void> {
  let left = visitedAtOnce;
  for (const item of items) {
    if (!visit(item)) return;
    left -= 1;
    if (left > 0) continue;
    left = visitedAtOnce;
    await nextTurn();
  }
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
