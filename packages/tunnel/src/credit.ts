export type WindowVerdict = "short" | "fitting" | "ample";

const shortWithinRoundTrips = 2;
const ampleFromRoundTrips = 4;

/**
 * The receiving side of one direction's credit. The sender may have `windowBytes` on the way; what
 * the consumer has taken is owed back, and given back once half a window is owed.
 *
 * The window is *short* when a whole one was consumed in under two round trips: the sender was then
 * waiting for credit rather than for its source. It is *ample* when it lasted over four, for half of
 * it would have done. Consumed, not received: a consumer that takes nothing gets no larger window,
 * however fast the first one filled.
 *
 * Of a window some may be held back: it is not given again until it is wanted, so that less is on
 * the way. What was granted counts against the budgets all the same.
 */
export class ReceiveWindow {
  /** What the stream began with. */
  readonly beganBytes: number;
  #windowBytes: number;
  #allowanceBytes: number;
  #owedBytes = 0;
  #heldBackBytes = 0;
  #epochStartMs = -1;
  #epochBytes = 0;

  constructor(windowBytes: number) {
    this.beganBytes = windowBytes;
    this.#windowBytes = windowBytes;
    this.#allowanceBytes = windowBytes;
  }

  /** What was granted, whether or not some of it is held back. */
  get windowBytes(): number {
    return this.#windowBytes;
  }

  /** What may be on the way when nothing is owed. */
  get openBytes(): number {
    return this.#windowBytes - this.#heldBackBytes;
  }

  /** Counts bytes that arrived; false when the sender had no credit for them. */
  receive(byteCount: number, nowMs: number): boolean {
    this.#allowanceBytes -= byteCount;
    if (this.#epochStartMs < 0) this.#epochStartMs = nowMs;
    return this.#allowanceBytes >= 0;
  }

  /** Counts bytes that the consumer has taken. */
  consume(byteCount: number): void {
    this.#owedBytes += byteCount;
    this.#epochBytes += byteCount;
  }

  /** Whether enough is owed to be worth a frame. */
  get due(): boolean {
    return this.#owedBytes * 2 >= this.openBytes && this.#owedBytes > 0;
  }

  /** How long the last window lasted, once it is used up; null until then. Begins a new measurement. */
  judge(nowMs: number, rttMs: number | null): WindowVerdict | null {
    if (this.#epochBytes < this.openBytes) return null;
    const tookMs = nowMs - this.#epochStartMs;
    this.#epochBytes = 0;
    this.#epochStartMs = nowMs;
    if (rttMs === null) return "fitting";
    if (tookMs < shortWithinRoundTrips * rttMs) return "short";
    return tookMs > ampleFromRoundTrips * rttMs ? "ample" : "fitting";
  }

  grow(byteCount: number): void {
    this.#windowBytes += byteCount;
    this.#owedBytes += byteCount;
  }

  /**
   * Holds back or gives again, so that the window comes nearer to being open for `byteCount`. Half of
   * what is owed is given in any case: a sender never stands still for it.
   */
  openFor(byteCount: number): void {
    const wanted = Math.max(0, this.#windowBytes - byteCount);
    const more = Math.min(wanted - this.#heldBackBytes, Math.floor(this.#owedBytes / 2));
    this.#heldBackBytes += more;
    this.#owedBytes -= more;
  }

  /** Takes what is owed, to be sent as WINDOW. */
  give(): number {
    const owed = this.#owedBytes;
    this.#owedBytes = 0;
    this.#allowanceBytes += owed;
    return owed;
  }
}
