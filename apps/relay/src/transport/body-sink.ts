import type { MuxStream } from "@homeport/tunnel";
import type { Fields } from "./fields.ts";
import { chunkEnd, chunkStart, lastChunk, type RequestFraming } from "./request-head.ts";

/** Where a request's body goes. */
export interface BodySink {
  /** Takes `chunk` always; false asks the caller to wait until it is told to go on. */
  write(chunk: Buffer): boolean;
  /** The body is complete; `trailers` come only with a chunked one. */
  end(trailers: Fields): void;
}

/** Chunks up to this size are copied into one piece with their framing; larger ones are passed by reference. */
const copyUpToBytes = 4096;

/** Writes a body into a stream, framed as the request's head says. */
export class StreamSink implements BodySink {
  readonly #stream: MuxStream;
  readonly #chunked: boolean;

  constructor(stream: MuxStream, framing: RequestFraming) {
    this.#stream = stream;
    this.#chunked = framing.kind === "chunked";
  }

  write(chunk: Buffer): boolean {
    const stream = this.#stream;
    if (!this.#chunked) return stream.write(chunk);
    const start = chunkStart(chunk.length);
    if (chunk.length <= copyUpToBytes) return stream.write(Buffer.concat([start, chunk, chunkEnd]));
    stream.write(start);
    stream.write(chunk);
    return stream.write(chunkEnd);
  }

  end(trailers: Fields): void {
    if (this.#chunked) this.#stream.write(lastChunk(trailers));
  }
}
