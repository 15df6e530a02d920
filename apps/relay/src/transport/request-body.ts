import type { IncomingMessage } from "node:http";
import type { BodySink } from "./body-sink.ts";
import type { RequestFraming } from "./request-head.ts";
import { carriedTrailers } from "./trailers.ts";

/** A body is kept for a second try up to this size, in general. */
export const keepUpToBytes = 64 * 1024;

/**
 * Where a target may have to be started first: all that can be under way before one byte was delivered, which is a
 * window, what waits in front of it and one chunk.
 */
export const keepForRevivalBytes = 512 * 1024;

export interface BodyEvents {
  /** The whole request has been handed to the stream. */
  onSent(): void;
  onTooLarge(): void;
}

/**
 * Carries a request's body into its stream as it arrives. Modes: *flowing*, *paused* (the stream takes
 * nothing), *sent*, *detached* (its stream is lost; nothing is read), *stopped*. The stream's drain leads from
 * paused to flowing, `detach` to detached and `flowInto` from there into another stream's sink, which gets all
 * that was read before; `stop` leads anywhere to stopped, after which nothing more is read here.
 */
export class RequestBody {
  readonly #body: IncomingMessage;
  readonly #framing: RequestFraming;
  readonly #maxBytes: number;
  readonly #keepUpToBytes: number;
  readonly #events: BodyEvents;
  #sink: BodySink | null = null;
  #bytes = 0;
  #paused = false;
  #ended = false;
  /** All that was read, as long as it may be needed again and is no more than is kept. */
  #kept: Buffer[] | null = [];

  constructor(
    body: IncomingMessage,
    options: {
      framing: RequestFraming;
      maxBytes: number | null;
      keepUpToBytes: number;
      events: BodyEvents;
    },
  ) {
    this.#body = body;
    this.#framing = options.framing;
    this.#keepUpToBytes = options.keepUpToBytes;
    this.#maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY;
    this.#events = options.events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a sink would be given the first bytes, or the end, at once. */
  get begun(): boolean {
    return this.#bytes > 0 || this.#ended || this.#body.readableLength > 0;
  }

  /** True while the target, not the visitor, holds the body up. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Whether a second stream would get the whole body. */
  get kept(): boolean {
    return this.#kept !== null;
  }

  flowInto(sink: BodySink): void {
    if (this.#framing.kind === "none") {
      this.#events.onSent();
      return;
    }
    this.#sink = sink;
    let takes = true;
    for (const chunk of this.#kept ?? []) takes = sink.write(chunk);
    if (this.#ended) {
      this.#finish();
      return;
    }
    this.#body.on("data", this.#onData);
    this.#body.on("end", this.#onEnd);
    this.#paused = !takes;
    if (takes) this.#body.resume();
  }

  /** The stream is lost; another one may follow. */
  detach(): void {
    this.#release();
    this.#paused = false;
    if (!this.#ended) this.#body.pause();
  }

  /** No second stream will follow. */
  forget(): void {
    this.#kept = null;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#sink !== null) this.#body.resume();
  }

  stop(): void {
    this.#release();
    this.#kept = null;
  }

  #release(): void {
    this.#sink = null;
    this.#body.off("data", this.#onData);
    this.#body.off("end", this.#onEnd);
  }

  readonly #onData = (chunk: Buffer): void => {
    const sink = this.#sink;
    if (sink === null) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) {
      this.#events.onTooLarge();
      return;
    }
    if (this.#bytes > this.#keepUpToBytes) this.#kept = null;
    else this.#kept?.push(chunk);
    if (sink.write(chunk)) return;
    this.#paused = true;
    this.#body.pause();
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#finish();
  };

  #finish(): void {
    const chunked = this.#framing.kind === "chunked";
    this.#sink?.end(chunked ? carriedTrailers(this.#body.rawTrailers) : []);
    this.#release();
    this.#events.onSent();
  }
}
