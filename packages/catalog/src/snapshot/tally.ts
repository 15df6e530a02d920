import { emptyShards, type Shards } from "./shards.ts";

/** How often each word is there. */
export type Tally = Shards<number>;

export const emptyTally: Tally = emptyShards<number>();

/** With some words counted in and some out; what nothing is left of is gone. */
export function changeTally(tally: Tally, out: Iterable<string>, come: Iterable<string>): Tally {
  const changes = new Map<string, number>();
  for (const word of out) changes.set(word, (changes.get(word) ?? 0) - 1);
  for (const word of come) changes.set(word, (changes.get(word) ?? 0) + 1);
  const counts = [...changes]
    .filter(([, change]) => change !== 0)
    .map(([word, change]) => [word, (tally.get(word) ?? 0) + change] as const);
  if (counts.length === 0) return tally;
  return tally.change(
    counts.filter(([, count]) => count > 0),
    counts.filter(([, count]) => count <= 0).map(([word]) => word),
  );
}
