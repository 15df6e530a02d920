import type { CheckTimings } from "./check-timings.ts";

const leastDepthMs = 1_000;
const mostDepthMs = 30_000;

/** When a row whose delta can still be recovered is looked at more rarely, and how rarely it is at last. */
const reconcileSlowFromMs = 900_000;
const reconcileMaxMs = 600_000;

/** How long until a candidate of this age is looked at again. */
export function nextCheckMs(ageMs: number, timings: CheckTimings): number {
  return ageMs < timings.fastAgeMs ? timings.fastCheckMs : timings.checkMs;
}

/** How long until a change that the source shows, but could still take back, should be deep enough. */
export function nextDepthCheckMs(expectedMs: number): number {
  return Math.min(Math.max(expectedMs, leastDepthMs), mostDepthMs);
}

/**
 * How long until a source that has been unavailable for `unavailableForMs` is asked again: each wait is twice the one
 * before, since the outage has by then lasted as long as all waits together. A source may ask for more, up to the cap.
 */
export function nextUnavailableCheckMs(
  unavailableForMs: number,
  retryAfterMs: number,
  timings: CheckTimings,
): number {
  const doubledMs = timings.unavailableMs + Math.max(unavailableForMs, 0);
  return Math.min(Math.max(doubledMs, retryAfterMs), timings.unavailableMaxMs);
}

/**
 * How long until a delta that is no candidate any more, `ageMs` after it ceased to be one, is looked for again: evenly at
 * first, then 2, 4, 8 times as long, and ten minutes at the most.
 */
export function nextReconcileMs(ageMs: number, { reconcileMs }: CheckTimings): number {
  let waitMs = reconcileMs;
  let untilMs = reconcileSlowFromMs;
  while (ageMs >= untilMs && waitMs < reconcileMaxMs) {
    waitMs = Math.min(2 * waitMs, reconcileMaxMs);
    untilMs += waitMs;
  }
  return waitMs;
}
