/** Upper bounds of the buckets in ms, by time to the first byte of an answer; one more bucket takes the rest. */
export const latencyBoundsMs: readonly number[] = [
  1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000,
];

/** How many buckets there are. */
export const latencyBuckets: number = latencyBoundsMs.length + 1;

/** The bucket that counts an answer of this time. */
export function latencyBucketOf(ms: number): number {
  const at = latencyBoundsMs.findIndex((bound) => ms <= bound);
  return at === -1 ? latencyBoundsMs.length : at;
}

/**
 * The time within which this share of the answers began, read off the buckets: evenly spread inside one, and the
 * last bound for what is beyond all. Null without answers.
 */
export function latencyQuantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = total * share;
  for (const [at, count] of counts.entries()) {
    const from = latencyBoundsMs[at - 1] ?? 0;
    const to = latencyBoundsMs[at] ?? from;
    if (count > 0 && left <= count) return from + ((to - from) * left) / count;
    left -= count;
  }
  return latencyBoundsMs.at(-1) ?? null;
}
