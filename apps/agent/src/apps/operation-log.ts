import type { Clock, Timer } from "@homeport/platform";
import { maxControlLineBytes } from "@homeport/tunnel";

/** What a message may hold. */
const maxPieceChars = 16_384;
/** As JSON writes it, where a control character takes six bytes; the message's other fields take under a KiB. */
const maxPieceBytes = maxControlLineBytes - 1_024;
/** What is kept of an operation's output: its end. */
const maxHeldChars = 64 * 1024;
const sendEveryMs = 500;

/**
 * The output of one operation on its way to the relay: gathered for half a second, sent in pieces that fit a message. While
 * nobody takes it the newest 64 Ki characters wait; older ones are left out.
 */
export class OperationLog {
  readonly #clock: Clock;
  readonly #send: (text: string) => boolean;
  #held = "";
  #timer: Timer | null = null;

  constructor(clock: Clock, send: (text: string) => boolean) {
    this.#clock = clock;
    this.#send = send;
  }

  add(text: string): void {
    this.#held = (this.#held + text).slice(-maxHeldChars);
    this.#timer ??= this.#clock.after(sendEveryMs, () => this.flush()).unref();
  }

  /** Sends what is held as far as somebody takes it. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    while (this.#held !== "") {
      const piece = firstPiece(this.#held);
      if (!this.#send(piece)) return;
      this.#held = this.#held.slice(piece.length);
    }
  }
}

/** As much of the begin of `text` as fits a message: one that is too long would end the line on which it is told. */
function firstPiece(text: string): string {
  let piece = text.slice(0, maxPieceChars);
  while (Buffer.byteLength(JSON.stringify(piece)) > maxPieceBytes) {
    piece = piece.slice(0, Math.ceil(piece.length / 2));
  }
  return piece;
}
