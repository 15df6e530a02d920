const ranks = 10;

/**
 * How good an order is: the normalized discounted cumulative gain of its first ten (Järvelin and Kekäläinen, 2002), from 0 to 1. `wanted`
 * says how much each is worth; what it does not name is worth nothing.
 */
export function ndcgAt10(
  order: readonly string[],
  wanted: Readonly<Record<string, number>>,
): number {
  const best = Object.values(wanted).toSorted((left, right) => right - left);
  const ideal = gainOf(best);
  return ideal === 0 ? 0 : gainOf(order.map((slug) => wanted[slug] ?? 0)) / ideal;
}

function gainOf(grades: readonly number[]): number {
  return grades
    .slice(0, ranks)
    .reduce((sum, grade, rank) => sum + (2 ** grade - 1) / Math.log2(rank + 2), 0);
}
