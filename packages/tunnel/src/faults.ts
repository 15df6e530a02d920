/** Planted faults: with one of them set, the test that guards the rule must fail. None in a product. */
export interface MuxFaults {
  /** A write whose own flush filled the wire is not registered for a wake-up. */
  loseWakeUp?: boolean;
  /** An end without bytes waits for credit as bytes do. */
  endNeedsCredit?: boolean;
  /** A late turn of the wheel judges as any other does. */
  judgeWhenLate?: boolean;
}
