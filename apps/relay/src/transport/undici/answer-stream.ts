import type { Duplex } from "node:stream";
import {
  type DuplexStream,
  type MuxStream,
  rstCodes,
  type StreamEnd,
  type StreamEvents,
  streamDuplex,
} from "@homeport/tunnel";
import type { Splice } from "../../upgrade/splice.ts";
import type { AnswerHead } from "../answer-head.ts";
import type { TryEnd } from "../try.ts";
import { AnswerGate } from "./answer-gate.ts";

/** The one request that a stream is answering. */
export interface Taker {
  readonly method: string;
  readonly upgrade: boolean;
  heard(): void;
  inform(head: AnswerHead): void;
  /** The final head; its body comes through the library that reads the Duplex. */
  headRead(head: AnswerHead): void;
  switchTo(head: AnswerHead, stream: MuxStream, rest: Buffer): Splice;
  /** The answer cannot be understood. */
  garbled(error: unknown): void;
  /** The stream was ended from the other side, or with its tunnel. */
  cutOff(end: TryEnd): void;
}

/**
 * A stream that a library uses as its socket. Modes:
 *
 * - `idle`: nobody is answered. `begin` leads to `busy`; a byte or an end from the target to `over`, since whatever
 *   it says now would be taken for the next answer.
 * - `busy`: answers one request, through a gate of its own. `rest` leads to `idle`, a 101 to `switched`.
 * - `switched`: a splice has taken over; the Duplex is dead.
 * - `over`: the stream is closed.
 *
 * The library ends the stream by destroying the Duplex, whatever it means by it. What the agent is told follows
 * from the mode: RELEASE for a connection that may serve another stream, FIN after a target's own end, else RST 1.
 */
export class AnswerStream implements DuplexStream, StreamEvents {
  readonly duplex: Duplex;
  readonly #stream: MuxStream;
  readonly #onClosed: (end: StreamEnd) => void;
  #library: StreamEvents = unheard;
  #splice: Splice | null = null;
  #taker: Taker | null = null;
  #gate: AnswerGate | null = null;
  #served = 0;
  /** Bytes of earlier requests: what an agent counts, it counts over the whole stream. */
  #sentBefore = 0;
  #targetEnded = false;
  #answered = false;
  #reusable = false;

  /** Throws what `open` throws. `onClosed` is called once, with how the stream ended. */
  constructor(open: (events: StreamEvents) => MuxStream, onClosed: (end: StreamEnd) => void) {
    this.#onClosed = onClosed;
    this.#stream = open(this);
    this.duplex = streamDuplex(this);
    // The library attaches its own listener only later, and takes it away before the last error.
    this.duplex.on("error", () => {});
  }

  get closed(): boolean {
    return this.#stream.closed;
  }

  /** The target has ended its side. */
  get targetEnded(): boolean {
    return this.#targetEnded;
  }

  get reused(): boolean {
    return this.#served > 1;
  }

  /** A request is about to be written. Throws when another one is still being answered. */
  begin(taker: Taker): void {
    if (this.#taker !== null) throw new Error("A stream serves one request at a time.");
    this.#taker = taker;
    this.#gate = new AnswerGate(taker.method, taker.upgrade);
    this.#served += 1;
    this.#sentBefore = this.#stream.sentBytes + this.#stream.queuedBytes;
    this.#answered = false;
    this.#reusable = false;
  }

  /** The answer is complete, and the request too if `requestSent`. */
  rest(requestSent: boolean): void {
    this.#taker = null;
    this.#answered = requestSent;
  }

  /** Ends the stream at once. */
  cancel(): void {
    this.#taker = null;
    this.#stream.reset(rstCodes.CANCELLED);
    this.duplex.destroy(new Error("The request was given up."));
  }

  // What the tunnel tells.

  onData(bytes: Buffer): void {
    if (this.#splice !== null) this.#splice.onData(bytes);
    else if (this.#taker !== null && this.#gate !== null) {
      this.#answer(this.#taker, this.#gate, bytes);
    } else {
      this.#reusable = false;
      this.duplex.destroy();
    }
  }

  onEnd(): void {
    this.#targetEnded = true;
    if (this.#splice !== null) this.#splice.onEnd();
    else if (this.#taker === null) this.duplex.destroy();
    else this.#library.onEnd();
  }

  onDrain(): void {
    if (this.#splice === null) this.#library.onDrain?.();
    else this.#splice.onDrain();
  }

  onClose(end: StreamEnd): void {
    this.#onClosed(end);
    const taker = this.#taker;
    this.#taker = null;
    this.#splice?.onClose(end);
    // An end that the library asked for says nothing; why it did, it tells itself.
    const asked = this.#splice === null && end.kind === "reset" && end.by === "local";
    if (!asked) taker?.cutOff(this.#endOf(end));
    this.#library.onClose(end);
  }

  #answer(taker: Taker, gate: AnswerGate, bytes: Buffer): void {
    taker.heard();
    try {
      for (const event of gate.push(bytes)) {
        if (event.kind === "pass") this.#library.onData(event.bytes);
        else if (event.kind === "head") {
          this.#reusable = event.head.reusable;
          taker.headRead(event.head);
        } else if (event.kind === "interim") {
          taker.inform(event.head);
          this.#stream.consumed(event.byteCount);
        } else {
          this.#splice = taker.switchTo(event.head, this.#stream, event.rest);
          this.#stream.consumed(event.byteCount);
          this.duplex.destroy();
        }
      }
    } catch (error) {
      taker.garbled(error);
    }
  }

  #endOf(end: StreamEnd): TryEnd {
    const { flushed, sentBytes } = this.#stream;
    const ours = flushed && (!this.reused || sentBytes > this.#sentBefore);
    if (end.kind !== "reset") return { end, flushed: ours, reused: this.reused };
    // Both counts are modulo 2³²; only whether they are equal is asked.
    const deliveredBytes = (end.deliveredBytes - this.#sentBefore) >>> 0;
    return { end: { ...end, deliveredBytes }, flushed: ours, reused: this.reused };
  }

  // What the Duplex uses.

  listen(events: StreamEvents): void {
    this.#library = events;
  }

  write(bytes: Buffer): boolean {
    return this.#splice === null ? this.#stream.write(bytes) : true;
  }

  end(): void {
    if (this.#splice === null) this.#stream.end();
  }

  consumed(byteCount: number): void {
    if (this.#splice === null) this.#stream.consumed(byteCount);
  }

  reset(code: number): void {
    if (this.#splice !== null) return;
    const complete = this.#answered && this.duplex.writableLength === 0;
    if (!complete) this.#stream.reset(code);
    else if (this.#targetEnded) this.#stream.end();
    else if (this.#reusable) this.#stream.release();
    else this.#stream.reset(code);
  }
}

const unheard: StreamEvents = { onData() {}, onEnd() {}, onClose() {} };
