import type { IncomingMessage } from "node:http";
import type { MuxStream } from "@homeport/tunnel";
import { chunkEnd, chunkStart, lastChunk, type RequestFraming } from "./request-head.ts";
import { carriedTrailers } from "./trailers.ts";

/** Chunks up to this size are copied into one piece with their framing; larger ones are passed by reference. */
const copyUpToBytes = 4096;

export interface BodyEvents {
  /** The whole request has been handed to the stream. */
  onSent(): void;
  onTooLarge(): void;
}

/**
 * Carries a request's body into its stream as it arrives. Modes: *flowing*, *paused* (the stream takes
 * nothing), *sent*, *stopped*. The stream's drain leads from paused to flowing; `stop` leads anywhere to
 * stopped, after which nothing more is read here.
 */
export class RequestBody {
  readonly #body: IncomingMessage;
  readonly #framing: RequestFraming;
  readonly #maxBytes: number;
  readonly #events: BodyEvents;
  #stream: MuxStream | null = null;
  #bytes = 0;
  #paused = false;

  constructor(
    body: IncomingMessage,
    options: { framing: RequestFraming; maxBytes: number | null; events: BodyEvents },
  ) {
    this.#body = body;
    this.#framing = options.framing;
    this.#maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY;
    this.#events = options.events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** True while the target, not the visitor, holds the body up. */
  get paused(): boolean {
    return this.#paused;
  }

  flowInto(stream: MuxStream): void {
    if (this.#framing.kind === "none") {
      this.#events.onSent();
      return;
    }
    this.#stream = stream;
    this.#body.on("data", this.#onData);
    this.#body.on("end", this.#onEnd);
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#stream !== null) this.#body.resume();
  }

  stop(): void {
    this.#stream = null;
    this.#body.off("data", this.#onData);
    this.#body.off("end", this.#onEnd);
  }

  readonly #onData = (chunk: Buffer): void => {
    const stream = this.#stream;
    if (stream === null) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) {
      this.#events.onTooLarge();
      return;
    }
    if (this.#write(stream, chunk)) return;
    this.#paused = true;
    this.#body.pause();
  };

  readonly #onEnd = (): void => {
    if (this.#framing.kind === "chunked") {
      this.#stream?.write(lastChunk(carriedTrailers(this.#body.rawTrailers)));
    }
    this.stop();
    this.#events.onSent();
  };

  #write(stream: MuxStream, chunk: Buffer): boolean {
    if (this.#framing.kind !== "chunked") return stream.write(chunk);
    const start = chunkStart(chunk.length);
    if (chunk.length <= copyUpToBytes) return stream.write(Buffer.concat([start, chunk, chunkEnd]));
    stream.write(start);
    stream.write(chunk);
    return stream.write(chunkEnd);
  }
}
