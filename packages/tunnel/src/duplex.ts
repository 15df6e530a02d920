import { Duplex } from "node:stream";
import { rstCodes } from "./codes.ts";
import { StreamError } from "./errors.ts";
import type { MuxStream, StreamEnd } from "./stream-api.ts";

type Done = (error?: Error | null) => void;

/** The part of a stream that a Duplex stands on. */
export type DuplexStream = Pick<
  MuxStream,
  "closed" | "consumed" | "end" | "listen" | "reset" | "write"
>;

/**
 * A node Duplex over a stream. Credit goes back when the reader has room for more, a write waits
 * for the stream's drain, and each direction ends apart. A reset destroys it with StreamError;
 * destroying it resets the stream with CANCELLED.
 */
export function streamDuplex(stream: DuplexStream): Duplex {
  return new StreamDuplex(stream);
}

class StreamDuplex extends Duplex {
  readonly #stream: DuplexStream;
  /** Bytes the reader has not made room for; their credit waits for `_read`. */
  #heldBytes = 0;
  #waiting: Done | null = null;

  constructor(stream: DuplexStream) {
    super({ allowHalfOpen: true });
    this.#stream = stream;
    stream.listen({
      onData: (bytes) => this.#onData(bytes),
      onEnd: () => this.push(null),
      onDrain: () => this.#settle(null),
      onClose: (end) => this.#onClose(end),
    });
  }

  override _read(): void {
    const heldBytes = this.#heldBytes;
    this.#heldBytes = 0;
    if (heldBytes > 0) this.#stream.consumed(heldBytes);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    if (this.#stream.closed) done(new StreamError(null, 0));
    else if (this.#stream.write(chunk)) done();
    else this.#waiting = done;
  }

  override _final(done: Done): void {
    this.#stream.end();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    // Both directions ended: what waits for the wire, FIN included, is still sent.
    const complete = this.readableEnded && this.writableFinished;
    if (!complete) this.#stream.reset(rstCodes.CANCELLED);
    this.#settle(error ?? new StreamError(null, 0));
    done(error);
  }

  #onData(bytes: Buffer): void {
    if (this.push(bytes)) this.#stream.consumed(bytes.length);
    else this.#heldBytes += bytes.length;
  }

  #onClose(end: StreamEnd): void {
    if (end.kind === "ended") return;
    if (end.kind === "released") {
      this.push(null);
      return;
    }
    if (end.kind === "reset" && end.by === "local") return;
    const reset = end.kind === "reset";
    this.destroy(new StreamError(reset ? end.code : null, reset ? end.deliveredBytes : 0));
  }

  #settle(error: Error | null): void {
    const done = this.#waiting;
    this.#waiting = null;
    done?.(error);
  }
}
