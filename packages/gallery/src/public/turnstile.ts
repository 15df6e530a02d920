import { GalleryError } from "../errors.ts";

/** Lets through one at a time; of those who wait, only so many. */
export interface Turnstile {
  /** Throws PUBLIC_BUSY when too many wait already. */
  pass<T>(act: () => Promise<T>): Promise<T>;
}

/** Keeps what strangers may set off from taking the memory, or the threads, of everybody else in this process. */
export function createTurnstile(waitingMost: number): Turnstile {
  let last: Promise<unknown> = Promise.resolve();
  let inside = 0;
  return {
    async pass(act) {
      if (inside > waitingMost) throw new GalleryError("PUBLIC_BUSY");
      inside += 1;
      const mine = last.then(act);
      last = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        inside -= 1;
      }
    },
  };
}
