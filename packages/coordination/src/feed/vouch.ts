import type { Clock } from "@homeport/platform";

/** Wall time that moves this much further than monotonic time means the machine slept, or was set. */
const maxClockSkewMs = 1_000;

/**
 * How long ago this process last knew that it had missed nothing. Monotonic time stands still while a
 * machine is suspended and wall time does not, so a jump between the two makes the age unknown.
 */
export interface Vouch {
  /** A read that was sent at `sentAt` was complete. Tells whether the clocks had jumped before it. */
  renew(sentAt: Instant): { jumped: boolean };
  ageMs(): number;
  now(): Instant;
}

export interface Instant {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export function createVouch(clock: Clock): Vouch {
  let last: Instant | null = null;

  function now(): Instant {
    return { monotonicMs: clock.monotonicMs(), wallMs: clock.nowMs() };
  }

  function jumpedBetween(from: Instant, to: Instant): boolean {
    const skewMs = to.wallMs - from.wallMs - (to.monotonicMs - from.monotonicMs);
    return Math.abs(skewMs) > maxClockSkewMs;
  }

  return {
    now,
    renew(sentAt) {
      const jumped = last !== null && jumpedBetween(last, now());
      // Reads overlap: one that was sent earlier but answered later says nothing new. After a jump the
      // wall time of the reading is the old one, so the moment of the answer is taken instead.
      if (jumped) last = now();
      else if (last === null || sentAt.monotonicMs > last.monotonicMs) last = sentAt;
      return { jumped };
    },
    ageMs() {
      if (last === null) return Number.POSITIVE_INFINITY;
      const current = now();
      return jumpedBetween(last, current)
        ? Number.POSITIVE_INFINITY
        : current.monotonicMs - last.monotonicMs;
    },
  };
}
