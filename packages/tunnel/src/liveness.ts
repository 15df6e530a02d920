export type LivenessVerdict = "alive" | "ping" | "silent" | "undrained";

const pingsBeforeDeath = 2;

/**
 * One rule on both sides. With `p` the interval and `s` the time since the last byte of any kind:
 * a PING at s = p and at s = 2p, dead at s = 3p. A peer whose bytes still arrive but that takes none
 * of ours for `undrainedMs` is dead, too.
 */
export class Liveness {
  readonly #pingEveryMs: number;
  readonly #undrainedMs: number;
  #heardAtMs: number;
  #pingsSent = 0;
  #sentMark = 0;
  #drainedAtMs: number;

  constructor(limits: { pingEveryMs: number; undrainedMs: number }, nowMs: number) {
    this.#pingEveryMs = limits.pingEveryMs;
    this.#undrainedMs = limits.undrainedMs;
    this.#heardAtMs = nowMs;
    this.#drainedAtMs = nowMs;
  }

  heard(nowMs: number): void {
    this.#heardAtMs = nowMs;
    this.#pingsSent = 0;
  }

  silentMs(nowMs: number): number {
    return nowMs - this.#heardAtMs;
  }

  /** Two intervals without a byte. */
  isDoubtful(nowMs: number): boolean {
    return this.silentMs(nowMs) >= 2 * this.#pingEveryMs;
  }

  /** What one turn of the wheel finds. A late turn asks, but condemns nobody. */
  judge(
    nowMs: number,
    late: boolean,
    sending: { queuedBytes: number; sentMark: number },
  ): LivenessVerdict {
    const moved = sending.sentMark !== this.#sentMark;
    if (moved || sending.queuedBytes === 0 || late) this.#drainedAtMs = nowMs;
    this.#sentMark = sending.sentMark;
    const silentMs = this.silentMs(nowMs);
    if (!late && silentMs >= 3 * this.#pingEveryMs) return "silent";
    if (nowMs - this.#drainedAtMs >= this.#undrainedMs) return "undrained";
    if (this.#pingsSent >= pingsBeforeDeath) return "alive";
    if (silentMs < (this.#pingsSent + 1) * this.#pingEveryMs) return "alive";
    this.#pingsSent += 1;
    return "ping";
  }
}
