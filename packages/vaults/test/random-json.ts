import type { Json } from "../src/core/index.ts";

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type Random = () => number;

/** Few keys and values, so that paths meet what they are meant for; among them those that trip up careless code. */
const keys = ["a", "b", "", "0", "1", "-", "~", "/", "constructor", "é", "toString"];
const scalars: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  2.5,
  1e20,
  "",
  "a",
  "0",
  "é\n",
  "😀",
];
const names = ["add", "remove", "replace", "move", "copy", "test", "copy", "add", "jump"];

function pick<T>(random: Random, list: readonly T[]): T {
  const at = Math.floor(random() * list.length);
  const found = list[at];
  if (found === undefined && at >= list.length) throw new Error("an empty list");
  return found as T;
}

export function randomJson(random: Random, depth = 3): Json {
  const kind = depth === 0 ? 0 : random();
  if (kind < 0.35) return pick(random, scalars);
  const size = Math.floor(random() * 4);
  if (kind < 0.6) return Array.from({ length: size }, () => randomJson(random, depth - 1));
  return Object.fromEntries(
    Array.from({ length: size }, () => [pick(random, keys), randomJson(random, depth - 1)]),
  );
}

function randomPointer(random: Random): string {
  const length = Math.floor(random() * 4);
  const tokens = Array.from({ length }, () => pick(random, keys));
  return tokens.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export function randomJsonPatch(random: Random): Json {
  const length = Math.floor(random() * 5);
  return Array.from({ length }, () => ({
    op: pick(random, names),
    path: randomPointer(random),
    from: randomPointer(random),
    value: randomJson(random, 2),
  }));
}
