import type { CheckTimings } from "./check-timings.ts";
import type { Verdict } from "./classify.ts";

export interface CheckCounters {
  /** Misses after the grace. */
  readonly retryCount: number;
  /** Looks in a row at which the source showed something else. */
  readonly divergenceCount: number;
  /** Looks in a row, since it was asked to give the delta up, at which the source had not moved. */
  readonly abandonConfirmCount: number;
}

/** A candidate as it was read before its source was looked at. */
export interface CheckedCandidate extends CheckCounters {
  readonly acceptedAtMs: number;
  /** When a look last counted; at first, when the delta was accepted. */
  readonly countedAtMs: number;
  readonly abandonAskedAtMs: number | null;
}

export type CheckOutcome =
  | { readonly kind: "promote" }
  /** The look says nothing, or came too soon after one that counted. */
  | { readonly kind: "wait" }
  | {
      readonly kind: "count";
      readonly counters: CheckCounters;
      readonly event: "exhausted" | "diverged" | "abandoned" | null;
    };

/** What a look at the source does to a candidate. A source that cannot be read costs nothing. */
export function countCheck(
  candidate: CheckedCandidate,
  verdict: Verdict,
  storeNowMs: number,
  timings: CheckTimings,
): CheckOutcome {
  if (verdict.kind === "landed") return { kind: "promote" };
  if (verdict.kind !== "at-base" && verdict.kind !== "diverged") return { kind: "wait" };
  if (storeNowMs - candidate.countedAtMs < timings.checkMs) return { kind: "wait" };
  return verdict.kind === "at-base"
    ? countMiss(candidate, storeNowMs, timings)
    : countDivergence(candidate, timings);
}

function countMiss(
  candidate: CheckedCandidate,
  storeNowMs: number,
  timings: CheckTimings,
): CheckOutcome {
  const { acceptedAtMs, abandonAskedAtMs } = candidate;
  const isAsked = abandonAskedAtMs !== null;
  const counters = {
    retryCount: candidate.retryCount + (storeNowMs - acceptedAtMs > timings.graceMs ? 1 : 0),
    divergenceCount: 0,
    abandonConfirmCount: candidate.abandonConfirmCount + (isAsked ? 1 : 0),
  };
  const isGivenUp =
    isAsked &&
    storeNowMs - abandonAskedAtMs >= timings.abandonWaitMs &&
    counters.abandonConfirmCount >= timings.abandonConfirmations;
  if (isGivenUp) return { kind: "count", counters, event: "abandoned" };
  const isExhausted = counters.retryCount >= timings.maxRetries;
  return { kind: "count", counters, event: isExhausted ? "exhausted" : null };
}

function countDivergence(candidate: CheckedCandidate, timings: CheckTimings): CheckOutcome {
  const divergenceCount = candidate.divergenceCount + 1;
  const counters = { retryCount: candidate.retryCount, divergenceCount, abandonConfirmCount: 0 };
  const isDiverged = divergenceCount >= timings.divergences;
  return { kind: "count", counters, event: isDiverged ? "diverged" : null };
}
