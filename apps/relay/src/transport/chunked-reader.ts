import { invalidAnswer, parseFieldLines } from "./answer-head.ts";
import { hasBareLineFeed, LineBuffer } from "./line-buffer.ts";

const maxSizeLineBytes = 4096;
const maxTrailerBytes = 64 * 1024;
const lineFeed = 0x0a;
const sizeLine = /^([0-9A-Fa-f]{1,13})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?$/;

/**
 * Reads a chunked body. Modes: `size` (a size line), `data`, `data-end` (the line end behind a chunk),
 * `trailers` (lines up to an empty one), `done`. Chunk extensions are read over: they belong to one hop.
 */
export class ChunkedReader {
  readonly #line = new LineBuffer();
  #mode: "size" | "data" | "data-end" | "trailers" | "done" = "size";
  #leftBytes = 0;
  #trailerLines: string[] = [];
  #trailerBytes = 0;
  #trailers: string[] | null = null;

  /** The trailer fields once the body is complete, null before. */
  get trailers(): string[] | null {
    return this.#trailers;
  }

  /** Hands each slice of the body to `onBody`; answers what lies behind the end of the body. */
  push(bytes: Buffer, onBody: (slice: Buffer) => void): Buffer {
    let rest = bytes;
    while (rest.length > 0 && this.#mode !== "done") {
      rest = this.#mode === "data" ? this.#readData(rest, onBody) : this.#readLine(rest);
    }
    return rest;
  }

  #readData(bytes: Buffer, onBody: (slice: Buffer) => void): Buffer {
    const take = Math.min(bytes.length, this.#leftBytes);
    onBody(bytes.subarray(0, take));
    this.#leftBytes -= take;
    if (this.#leftBytes === 0) this.#mode = "data-end";
    return bytes.subarray(take);
  }

  #readLine(bytes: Buffer): Buffer {
    const heldBefore = this.#line.length;
    const newline = bytes.indexOf(lineFeed);
    const upTo = newline === -1 ? bytes.length : newline + 1;
    if (heldBefore + upTo > this.#maxLineBytes()) throw invalidAnswer("a line is too long");
    const part = bytes.subarray(0, upTo);
    const held = heldBefore === 0 && newline !== -1 ? part : this.#line.append(part);
    if (newline !== -1) {
      if (hasBareLineFeed(held, 0)) throw invalidAnswer("a bare line feed in a chunked body");
      const line = held.toString("latin1", 0, held.length - 2);
      this.#line.clear();
      this.#takeLine(line);
    }
    return bytes.subarray(upTo);
  }

  #maxLineBytes(): number {
    if (this.#mode === "data-end") return 2;
    return this.#mode === "size" ? maxSizeLineBytes : maxTrailerBytes - this.#trailerBytes;
  }

  #takeLine(line: string): void {
    if (this.#mode === "data-end") {
      if (line !== "") throw invalidAnswer("a chunk is longer than its size");
      this.#mode = "size";
    } else if (this.#mode === "size") {
      const size = sizeLine.exec(line)?.[1];
      if (size === undefined) throw invalidAnswer("a chunk's size is not a number");
      this.#leftBytes = Number.parseInt(size, 16);
      this.#mode = this.#leftBytes === 0 ? "trailers" : "data";
    } else if (line === "") {
      this.#trailers = parseFieldLines(this.#trailerLines);
      this.#mode = "done";
    } else {
      this.#trailerLines.push(line);
      this.#trailerBytes += line.length + 2;
    }
  }
}
