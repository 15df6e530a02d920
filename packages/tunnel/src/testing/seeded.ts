import { readSeed } from "./env.ts";

/** A repeatable source of chance. `SEED=` repeats a run; a failing test prints its seed. */
export interface Seeded {
  readonly seed: number;
  /** An integer from 0 to `below` − 1. */
  int(below: number): number;
  chance(share: number): boolean;
  bytes(count: number): Buffer;
}

/** mulberry32, by Tommy Ettinger (public domain): 32 bits of state, enough for test input. */
export function seeded(seed = readSeed()): Seeded {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const int = (below: number) => Math.floor(next() * below);
  return {
    seed,
    int,
    chance: (share) => next() < share,
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => int(256))),
  };
}
