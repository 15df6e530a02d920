import type { Feed } from "@homeport/coordination";
import type { Clock } from "@homeport/platform";

export interface RevocationSetOptions {
  readonly clock: Clock;
  readonly feed: Pick<Feed, "subscribe" | "ageMs" | "clockOffsetMs">;
  /** Longer than any cookie cache lives, with time for an answer that was under way. */
  readonly memoryMs: number;
  readonly maxEntries: number;
  readonly maxFeedAgeMs: number;
  /** A machine whose wall clock is further from the store's neither writes a cache that counts nor believes one. */
  readonly maxClockOffsetMs: number;
}

export interface RevocationSet extends Disposable {
  /**
   * What the cookie cache of this session has to carry. The same text everywhere for a session that nothing is
   * known against; otherwise a text that no cache carries or will carry, so that whoever reads or writes one
   * falls through to Postgres.
   */
  versionOf(sessionId: string, userId: string): string;
}

/** The version that every replica agrees on while nothing is wrong. */
const trusted = "1";

/**
 * Sessions and users about which something changed in the last minutes. The cookie cache is a signed cookie in the
 * browser: nothing can be taken back there, so it is believed only while this set has nothing against it. After a
 * gap in the feed, or while the feed is old, everything counts as changed.
 *
 * The end of a cache is written by the clock of one machine and read by that of another, while this set forgets by
 * neither. A cache of a machine that is an hour ahead would outlive what is known against its session, and one that is
 * kept would come to life again at a machine that is behind. So everything counts as changed, too, where the clock is
 * not the store's.
 */
export function createRevocationSet(options: RevocationSetOptions): RevocationSet {
  const { clock, memoryMs } = options;
  const changedAtMs = new Map<string, number>();
  let everythingUntilMs = Number.NEGATIVE_INFINITY;
  let unmatched = 0;

  function note(key: string): void {
    const nowMs = clock.monotonicMs();
    changedAtMs.delete(key);
    changedAtMs.set(key, nowMs);
    forgetOld(nowMs);
    if (changedAtMs.size > options.maxEntries) distrustEverything();
  }

  function forgetOld(nowMs: number): void {
    for (const [key, atMs] of changedAtMs) {
      if (nowMs - atMs < memoryMs) break;
      changedAtMs.delete(key);
    }
  }

  function distrustEverything(): void {
    everythingUntilMs = clock.monotonicMs() + memoryMs;
    changedAtMs.clear();
  }

  function hasChanged(key: string): boolean {
    const atMs = changedAtMs.get(key);
    return atMs !== undefined && clock.monotonicMs() - atMs < memoryMs;
  }

  const unsubscribe = options.feed.subscribe(["session", "user"], {
    apply: (topic, key) => note(`${topic} ${key}`),
    flush: distrustEverything,
  });

  return {
    versionOf(sessionId, userId) {
      const isTrusted =
        clock.monotonicMs() >= everythingUntilMs &&
        options.feed.ageMs() <= options.maxFeedAgeMs &&
        Math.abs(options.feed.clockOffsetMs()) <= options.maxClockOffsetMs &&
        !hasChanged(`session ${sessionId}`) &&
        !hasChanged(`user ${userId}`);
      if (isTrusted) return trusted;
      unmatched += 1;
      return `changed ${unmatched}`;
    },
    [Symbol.dispose]: unsubscribe,
  };
}
