import { pingBytes } from "./frame.ts";

const mostOutstanding = 16;

interface Sent {
  atMs: number;
  onPong: ((rttMs: number) => void) | undefined;
}

/** PINGs on their way, by the number that each carries. */
export class Pings {
  readonly #sent = new Map<number, Sent>();
  #next = 1;
  #lastAtMs = Number.NEGATIVE_INFINITY;

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

  /** The round trip that a PONG ends; null for one that answers nothing of ours. */
  finish(payload: Buffer, nowMs: number): number | null {
    const number = payload.readUInt32BE(4);
    const sent = this.#sent.get(number);
    if (sent === undefined) return null;
    this.#sent.delete(number);
    const rttMs = nowMs - sent.atMs;
    sent.onPong?.(rttMs);
    return rttMs;
  }
}
