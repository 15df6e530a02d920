import type { Feed } from "@homeport/coordination";
import type { Clock } from "@homeport/platform";

/** How often whoever waits looks into the table, though no hint says so. */
export const unhintedLookEveryMs = 250;

/** Where it is heard of looks and batches of changes that have ended. A hint may get lost: whoever waits looks by itself as well. */
export interface LookHints extends Disposable {
  /** Waits until one has ended that may be the one, and `withinMs` at most. Throws the reason of `signal` when that comes first. */
  next(withinMs: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Hears from now on of looks that served `seq` or what was asked for later; from 0 on it hears of every one, and of every batch. What is
 * said between two waits ends the second at once: whoever reads the table in between may have read too early.
 */
export function hearLooks(
  { feed, clock }: { feed: Pick<Feed, "subscribe">; clock: Pick<Clock, "sleep"> },
  seq: number,
): LookHints {
  let heard = Promise.withResolvers<void>();
  const stop = feed.subscribe(["catalog.sync"], {
    apply(_topic, seqThrough) {
      if (Number(seqThrough) >= seq) heard.resolve();
    },
    flush: () => heard.resolve(),
  });
  return {
    async next(withinMs, signal) {
      const over = new AbortController();
      const ends = signal === undefined ? [over.signal] : [signal, over.signal];
      const slept = clock.sleep(withinMs, AbortSignal.any(ends));
      try {
        await Promise.race([heard.promise, slept]);
      } finally {
        heard = Promise.withResolvers<void>();
        slept.catch(() => undefined);
        over.abort();
      }
    },
    [Symbol.dispose]: stop,
  };
}
