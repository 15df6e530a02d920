/**
 * The receiving side of one direction's credit. The sender may have `windowBytes` on the way; what
 * the consumer has taken is owed back, and given back once half a window is owed.
 *
 * The window doubles when a whole one was consumed in under two round trips: the sender was then
 * waiting for credit rather than for its source. Consumed, not received: a consumer that takes
 * nothing gets no larger window, however fast the first one filled.
 */
export class ReceiveWindow {
  /** What the stream began with. */
  readonly beganBytes: number;
  #windowBytes: number;
  #allowanceBytes: number;
  #owedBytes = 0;
  #epochStartMs = -1;
  #epochBytes = 0;

  constructor(windowBytes: number) {
    this.beganBytes = windowBytes;
    this.#windowBytes = windowBytes;
    this.#allowanceBytes = windowBytes;
  }

  get windowBytes(): number {
    return this.#windowBytes;
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
    return this.#owedBytes * 2 >= this.#windowBytes && this.#owedBytes > 0;
  }

  /** Whether the last window was used up in under two round trips. Begins a new measurement. */
  judgeGrowth(nowMs: number, rttMs: number | null): boolean {
    if (this.#epochBytes < this.#windowBytes) return false;
    const tookMs = nowMs - this.#epochStartMs;
    this.#epochBytes = 0;
    this.#epochStartMs = nowMs;
    return rttMs !== null && tookMs < 2 * rttMs;
  }

  grow(byteCount: number): void {
    this.#windowBytes += byteCount;
    this.#owedBytes += byteCount;
  }

  /** Takes what is owed, to be sent as WINDOW. */
  give(): number {
    const owed = this.#owedBytes;
    this.#owedBytes = 0;
    this.#allowanceBytes += owed;
    return owed;
  }
}
