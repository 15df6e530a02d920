/** One pending call. Cancelling a timer that has fired does nothing. */
export interface Timer {
  cancel(): void;
  /** The process may end while this timer is still pending. */
  unref(): Timer;
}

/** Time as a parameter. Wall time is for records, monotonic time for ages and deadlines. */
export interface Clock {
  /** Wall time as epoch ms; may jump. */
  nowMs(): number;
  /** Ms since some fixed moment of this process; never falls and stands still for nobody. */
  monotonicMs(): number;
  after(delayMs: number, run: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when that aborts first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
