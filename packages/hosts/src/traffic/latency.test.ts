import { expect, test } from "vitest";
import { latencyBoundsMs, latencyBucketOf, latencyBuckets, latencyQuantile } from "./latency.ts";

test("every time has its bucket, bounds in the lower one and the longest in the last", () => {
  expect([0, 1, 1.1, 2.5, 9_999, 10_000, 10_001].map(latencyBucketOf)).toEqual([
    0, 0, 1, 1, 12, 12, 13,
  ]);
  expect(latencyBucketOf(Number.POSITIVE_INFINITY)).toBe(latencyBuckets - 1);
});

test("a quantile lies inside the bucket that holds it, and beyond all bounds it is the last one", () => {
  const counts = new Array<number>(latencyBuckets).fill(0);
  expect(latencyQuantile(counts, 0.95)).toBeNull();
  counts[4] = 100;
  expect(latencyQuantile(counts, 0.5)).toBe(17.5);
  expect(latencyQuantile(counts, 1)).toBe(25);
  counts[latencyBuckets - 1] = 100;
  expect(latencyQuantile(counts, 0.95)).toBe(latencyBoundsMs.at(-1));
});
