import { randomBytes, randomInt } from "node:crypto";

/** Chance as a parameter, so that tests can repeat it. */
export interface Random {
  bytes(count: number): Uint8Array;
  /** A number in [0, 1). */
  number(): number;
}

const steps = 2 ** 47;
const pooledUpTo = 64;
const poolBytes = 4_096;

/** The operating system's generator: fit for keys, tokens and jitter. */
export const systemRandom: Random = createSystemRandom();

/**
 * A call to the system costs microseconds whatever its size, and every request asks for 16 bytes: small
 * requests are cut from 4 KiB fetched at once. What was handed out is wiped from the pool.
 */
function createSystemRandom(): Random {
  let pool = Buffer.alloc(0);
  let used = 0;
  return {
    bytes(count) {
      if (count > pooledUpTo) return randomBytes(count);
      if (used + count > pool.length) {
        pool = randomBytes(poolBytes);
        used = 0;
      }
      const cut = pool.subarray(used, used + count);
      const bytes = new Uint8Array(cut);
      cut.fill(0);
      used += count;
      return bytes;
    },
    number: () => randomInt(steps) / steps,
  };
}
