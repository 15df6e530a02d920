import { type AnswerHead, invalidAnswer } from "./answer-head.ts";
import { ChunkedReader } from "./chunked-reader.ts";
import { HeadReader } from "./head-reader.ts";

export type AnswerEvent =
  | { readonly kind: "interim"; readonly head: AnswerHead }
  | { readonly kind: "head"; readonly head: AnswerHead }
  | { readonly kind: "body"; readonly bytes: Buffer }
  | { readonly kind: "end"; readonly trailers: readonly string[] }
  /** A 101 to a request that asked for it; `rest` already belongs to the new protocol. */
  | { readonly kind: "switch"; readonly head: AnswerHead; readonly rest: Buffer };

export interface AnswerReaderOptions {
  readonly method: string;
  /** Whether a 101 is an answer to this request. */
  readonly upgrade: boolean;
}

/**
 * Reads one answer from the bytes of a stream, cut anywhere. Modes:
 *
 * - `head`: waiting for the empty line. A 1xx head leads back to `head`.
 * - `length`, `chunked`, `until-end`: inside the body. The last chunk, the last byte or `finish` leads to `done`.
 * - `done`: the answer is complete; any further byte is an error.
 * - `switched`: after 101; the reader must not be given anything more.
 *
 * Every malformed input throws TARGET_ANSWER_INVALID; nothing else is ever thrown, and at most 64 KiB are held.
 */
export class AnswerReader {
  readonly #heads: HeadReader;
  #mode: "head" | "length" | "chunked" | "until-end" | "done" | "switched" = "head";
  #chunks: ChunkedReader | null = null;
  #leftBytes = 0;

  constructor({ method, upgrade }: AnswerReaderOptions) {
    this.#heads = new HeadReader(method, upgrade);
  }

  get done(): boolean {
    return this.#mode === "done";
  }

  /** What these bytes complete, in order. The body's slices are views of `bytes`. */
  push(bytes: Buffer): AnswerEvent[] {
    const events: AnswerEvent[] = [];
    let rest = bytes;
    while (rest.length > 0 && this.#mode !== "switched") rest = this.#step(rest, events);
    return events;
  }

  /** The target ended its side: the end of the answer, or null when it was cut short. */
  finish(): AnswerEvent | null {
    if (this.#mode !== "until-end") return null;
    this.#mode = "done";
    return { kind: "end", trailers: [] };
  }

  #step(bytes: Buffer, events: AnswerEvent[]): Buffer {
    switch (this.#mode) {
      case "head":
        return this.#readHead(bytes, events);
      case "length":
        return this.#readLength(bytes, events);
      case "chunked":
        return this.#readChunked(bytes, events);
      case "until-end":
        events.push({ kind: "body", bytes });
        return bytes.subarray(bytes.length);
      case "done":
      case "switched":
        throw invalidAnswer("bytes follow the end of the answer");
    }
  }

  #readHead(bytes: Buffer, events: AnswerEvent[]): Buffer {
    const read = this.#heads.push(bytes);
    if (read === null) return bytes.subarray(bytes.length);
    const { head, rest } = read;
    if (head.status === 101) {
      this.#mode = "switched";
      events.push({ kind: "switch", head, rest });
      return rest.subarray(rest.length);
    }
    if (head.status < 200) {
      events.push({ kind: "interim", head });
      return rest;
    }
    events.push({ kind: "head", head });
    this.#beginBody(head, events);
    return rest;
  }

  #beginBody(head: AnswerHead, events: AnswerEvent[]): void {
    const { framing } = head;
    if (framing.kind === "none" || (framing.kind === "length" && framing.bytes === 0)) {
      this.#end([], events);
    } else if (framing.kind === "length") {
      this.#leftBytes = framing.bytes;
      this.#mode = "length";
    } else if (framing.kind === "chunked") {
      this.#mode = "chunked";
    } else {
      this.#mode = "until-end";
    }
  }

  #readLength(bytes: Buffer, events: AnswerEvent[]): Buffer {
    const take = Math.min(bytes.length, this.#leftBytes);
    events.push({ kind: "body", bytes: take === bytes.length ? bytes : bytes.subarray(0, take) });
    this.#leftBytes -= take;
    if (this.#leftBytes === 0) this.#end([], events);
    return bytes.subarray(take);
  }

  #readChunked(bytes: Buffer, events: AnswerEvent[]): Buffer {
    this.#chunks ??= new ChunkedReader();
    const chunks = this.#chunks;
    const rest = chunks.push(bytes, (slice) => events.push({ kind: "body", bytes: slice }));
    if (chunks.trailers !== null) this.#end(chunks.trailers, events);
    return rest;
  }

  #end(trailers: readonly string[], events: AnswerEvent[]): void {
    this.#mode = "done";
    this.#chunks = null;
    events.push({ kind: "end", trailers });
  }
}
