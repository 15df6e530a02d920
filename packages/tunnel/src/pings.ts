import { pingBytes } from "./frame.ts";
import { RoundTrip } from "./round-trip.ts";

const mostOutstanding = 16;

interface Sent {
  atMs: number;
  onPong: ((rttMs: number) => void) | undefined;
}

/** PINGs on their way, by the number that each carries. */
export class Pings {
  readonly #sent = new Map<number, Sent>();
  readonly #roundTrip = new RoundTrip();
  #next = 1;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  /** Least of the last ten round trips; null before the first answer. */
  get rttMs(): number | null {
    return this.#roundTrip.leastMs;
  }

  get lastAtMs(): number {
    return this.#lastAtMs;
  }

  /** The payload of a new PING. The oldest is given up when too many are unanswered. */
  begin(nowMs: number, onPong?: (rttMs: number) => void): Buffer {
    const payload = Buffer.alloc(pingBytes);
    payload.writeUInt32BE(this.#next, 4);
    this.#sent.set(this.#next, { atMs: nowMs, onPong });
    this.#next = (this.#next + 1) >>> 0;
    this.#lastAtMs = nowMs;
    if (this.#sent.size > mostOutstanding) {
      for (const oldest of this.#sent.keys()) {
        this.#sent.delete(oldest);
        break;
      }
    }
    return payload;
  }

  /** A PONG arrived. One that answers nothing of ours is ignored. */
  finish(payload: Buffer, nowMs: number): void {
    const number = payload.readUInt32BE(4);
    const sent = this.#sent.get(number);
    if (sent === undefined) return;
    this.#sent.delete(number);
    const rttMs = nowMs - sent.atMs;
    this.#roundTrip.note(rttMs);
    sent.onPong?.(rttMs);
  }
}
