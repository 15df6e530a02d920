import { randomBytes, randomInt } from "node:crypto";

/** Chance as a parameter, so that tests can repeat it. */
export interface Random {
  bytes(count: number): Uint8Array;
  /** A number in [0, 1). */
  number(): number;
}

const steps = 2 ** 47;

/** The operating system's generator: fit for keys, tokens and jitter. */
export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  number: () => randomInt(steps) / steps,
};
