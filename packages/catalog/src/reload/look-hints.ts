import type { Feed } from "@homeport/coordination";
import type { Clock } from "@homeport/platform";

/** Where it is heard of looks that have ended. A hint may get lost: whoever waits looks by itself as well. */
export interface LookHints extends Disposable {
  /** Waits until a look has ended that may be the one, and `withinMs` at most. Throws the reason of `signal` when that comes first. */
  next(withinMs: number, signal: AbortSignal): Promise<void>;
}

/**
 * Hears from now on of looks that served `seq` or what was asked for later. What is said between two waits ends the second at once: whoever
 * reads the table in between may have read too early.
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
      const slept = clock.sleep(withinMs, AbortSignal.any([signal, over.signal]));
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
