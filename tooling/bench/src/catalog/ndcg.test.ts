import { expect, test } from "vitest";
import { judgedQueries } from "./judged-queries.ts";
import { ndcgAt10 } from "./ndcg.ts";

test("the best order counts one, a worse one less, and none at all nothing", () => {
  const wanted = { best: 3, good: 2, near: 1 };
  expect(ndcgAt10(["best", "good", "near", "other"], wanted)).toBe(1);
  const worse = ndcgAt10(["other", "near", "good", "best"], wanted);
  expect(worse).toBeGreaterThan(0.3);
  expect(worse).toBeLessThan(0.7);
  expect(ndcgAt10(["other"], wanted)).toBe(0);
});

test("what stands beyond the tenth place counts nothing", () => {
  const others = Array.from({ length: 10 }, (_, at) => `other-${at}`);
  expect(ndcgAt10([...others, "best"], { best: 3 })).toBe(0);
});

test("sixty queries are judged, each once", () => {
  expect(new Set(judgedQueries.map(({ q }) => q)).size).toBe(60);
});
