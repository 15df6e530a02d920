/** How waiting deltas are looked at. */
export interface CheckTimings {
  /** Between two looks, and at least between two that count. */
  readonly checkMs: number;
  /** Between two looks while a delta is younger than `fastAgeMs`. */
  readonly fastCheckMs: number;
  readonly fastAgeMs: number;
  /** How long a delta may take to land before a miss counts. */
  readonly graceMs: number;
  readonly maxRetries: number;
  readonly divergences: number;
  readonly abandonWaitMs: number;
  readonly abandonConfirmations: number;
  readonly unavailableMs: number;
  readonly unavailableMaxMs: number;
  readonly reconcileMs: number;
}

/** Without an outage no delta locks its vault for longer than 600 s and 48 times 10 s. */
export const defaultCheckTimings: CheckTimings = {
  checkMs: 10_000,
  fastCheckMs: 3_000,
  fastAgeMs: 30_000,
  graceMs: 600_000,
  maxRetries: 48,
  divergences: 2,
  abandonWaitMs: 15_000,
  abandonConfirmations: 2,
  unavailableMs: 10_000,
  unavailableMaxMs: 60_000,
  reconcileMs: 60_000,
};
