import type { Clock, Timer } from "@homeport/platform";
import { closeCodes } from "./codes.ts";
import { closeWithinMs, handshakeDeadlineMs } from "./constants.ts";
import { HandshakeError } from "./errors.ts";
import { frameTypes } from "./frame.ts";
import { readGoAway, shortText } from "./goaway.ts";
import { defaultLimits } from "./limits.ts";
import type { GoAway } from "./mux-api.ts";
import { FrameParser, type FrameSink, goOn, stopHere } from "./parser.ts";
import type { Wire, WireEnd, WireSink } from "./wire/wire.ts";
import { FrameWriter } from "./writer.ts";

interface ExchangeOptions {
  wire: Wire;
  clock: Pick<Clock, "after">;
  deadlineMs?: number | undefined;
}

interface Expected {
  type: number;
  /** The last frame of the handshake: what follows it belongs to the mux. */
  isLast: boolean;
  settle(payload: Buffer): void;
}

/**
 * What both sides of a handshake share: one expected frame at a time, one deadline over all of it.
 * Any other frame is 4003. The wire stays attached between two expected frames, so that a peer that
 * speaks out of turn, or leaves, is noticed; and after a refusal, until the carrier is gone, or is
 * destroyed because the peer does not end it.
 */
export class HelloExchange implements FrameSink, WireSink {
  readonly #wire: Wire;
  readonly #clock: Pick<Clock, "after">;
  readonly #parser: FrameParser;
  readonly #timer: Timer;
  readonly #fail: (error: HandshakeError) => void;
  /** Rejects when the handshake failed, in whatever step; never resolves. */
  readonly failed: Promise<never>;
  #expected: Expected | null = null;
  #lastFrame: Buffer | null = null;
  #goAway: GoAway | null = null;
  #over = false;
  /** Runs from the request to close until the carrier is gone. */
  #destroying: Timer | null = null;

  constructor(options: ExchangeOptions) {
    this.#wire = options.wire;
    this.#clock = options.clock;
    this.#parser = new FrameParser(this);
    const failure = Promise.withResolvers<never>();
    this.failed = failure.promise;
    this.#fail = failure.reject;
    // Whoever waits for a step hears of it; between two steps nobody does.
    this.failed.catch(() => undefined);
    this.#timer = options.clock.after(options.deadlineMs ?? handshakeDeadlineMs, () =>
      this.refuse(closeCodes.HANDSHAKE_TIMEOUT, "the handshake took too long"),
    );
    this.#wire.attach(this);
  }

  get over(): boolean {
    return this.#over;
  }

  /** Waits for the one frame that may come now. */
  expect(type: number, isLast: boolean): Promise<Buffer> {
    const frame = Promise.withResolvers<Buffer>();
    this.#expected = { type, isLast, settle: frame.resolve };
    return Promise.race([frame.promise, this.failed]);
  }

  send(type: number, payload: Buffer): void {
    if (this.#over) return;
    const writer = new FrameWriter({ ...defaultLimits, slabBytes: 0 });
    writer.hello(type, payload);
    this.#write(writer);
  }

  /** Tells the peer why, ends the wire and fails the handshake. */
  refuse(code: number, text: string, graceMs = 0): void {
    if (this.#over) return;
    const writer = new FrameWriter({ ...defaultLimits, slabBytes: 0 });
    writer.goAway({ code, highestStreamId: 0, graceMs, text: shortText(text) });
    this.#write(writer);
    this.#closeWire(code, shortText(text));
    this.#end(new HandshakeError({ closeCode: code, by: "local", text, graceMs }));
  }

  /** The handshake is complete: the wire is held for a mux. */
  finish(unread: Buffer): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer.cancel();
    this.#wire.detach(unread);
  }

  onBytes(bytes: Buffer): void {
    const read = this.#parser.feed(bytes);
    if (read < 0) this.refuse(-read, "malformed input");
    else this.#settleLast(bytes.subarray(read));
  }

  onFlushed(): void {}

  onClosed(end: WireEnd): void {
    this.#destroying?.cancel();
    this.#fall(end);
  }

  #fall(end: WireEnd): void {
    const goAway = this.#goAway;
    this.#end(
      new HandshakeError({
        closeCode: goAway?.code ?? end.code,
        by: "peer",
        text: goAway?.text || end.text || "the connection ended during the handshake",
        graceMs: goAway?.graceMs ?? 0,
      }),
    );
  }

  onFrame(type: number, _fin: boolean, _streamId: number, payload: Buffer): number {
    if (this.#over) return stopHere;
    if (type === frameTypes.GOAWAY) {
      this.#onGoAway(readGoAway(payload));
      return stopHere;
    }
    const expected = this.#expected;
    if (expected === null || expected.type !== type) return closeCodes.PROTOCOL_ERROR;
    if (expected.isLast) {
      this.#lastFrame = Buffer.from(payload);
      return stopHere;
    }
    this.#expected = null;
    expected.settle(Buffer.from(payload));
    return goOn;
  }

  onData(): number {
    return closeCodes.PROTOCOL_ERROR;
  }

  #settleLast(unread: Buffer): void {
    const expected = this.#expected;
    const payload = this.#lastFrame;
    if (expected === null || payload === null) return;
    this.#expected = null;
    this.#lastFrame = null;
    this.finish(unread);
    expected.settle(payload);
  }

  #onGoAway(goAway: GoAway): void {
    this.#goAway = goAway;
    this.#closeWire(goAway.code, "");
    this.#fall({ code: goAway.code, text: goAway.text });
  }

  /** A carrier ends when its far end ends too: one that never does would hold its socket for ever. */
  #closeWire(code: number, text: string): void {
    this.#destroying = this.#clock.after(closeWithinMs, () => this.#wire.destroy()).unref();
    this.#wire.close(code, text);
  }

  #write(writer: FrameWriter): void {
    const byteCount = writer.pendingBytes;
    this.#wire.write(writer.take(), byteCount);
  }

  #end(error: HandshakeError): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer.cancel();
    this.#parser.stop();
    this.#fail(error);
  }
}
