import { AuthError } from "../errors.ts";

/** Runs password hashes one after the other: each takes about 85 ms of a core. */
export interface HashQueue {
  /** Rejects with HASHING_BUSY when too many wait already. */
  run<T>(hash: () => Promise<T>): Promise<T>;
  waiting(): number;
}

export function createHashQueue(maxWaiting: number): HashQueue {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  return {
    async run(hash) {
      if (waiting > maxWaiting) throw new AuthError("HASHING_BUSY");
      waiting += 1;
      const mine = last.then(hash, hash);
      last = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        waiting -= 1;
      }
    },
    waiting: () => Math.max(0, waiting - 1),
  };
}
