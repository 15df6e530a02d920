const lineFeed = 0x0a;

/** Cuts a stream of bytes into lines of text, cut anywhere on the way. */
export class LineReader {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that these bytes complete, or null once a line is longer than allowed. */
  push(bytes: Buffer): string[] | null {
    const lines: string[] = [];
    let from = 0;
    for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, from)) {
      if (!this.#keep(bytes.subarray(from, at))) return null;
      lines.push(Buffer.concat(this.#parts).toString("utf8"));
      this.#parts = [];
      this.#bytes = 0;
      from = at + 1;
    }
    return this.#keep(bytes.subarray(from)) ? lines : null;
  }

  #keep(part: Buffer): boolean {
    if (part.length > 0) this.#parts.push(part);
    this.#bytes += part.length;
    return this.#bytes <= this.#maxBytes;
  }
}
