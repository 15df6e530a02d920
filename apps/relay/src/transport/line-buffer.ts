const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const firstBytes = 1024;

/**
 * Holds the bytes of a head, a chunk's size line or trailers until they are complete. Grows by doubling up
 * to `maxBytes`, so bytes that come one by one cost no more than bytes that come at once.
 */
export class LineBuffer {
  #bytes: Buffer | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends and answers everything held; the view is good until the next call. */
  append(more: Buffer): Buffer {
    const needed = this.#length + more.length;
    if (this.#bytes === null || this.#bytes.length < needed) {
      const grown = Buffer.allocUnsafe(Math.max(firstBytes, needed * 2));
      this.#bytes?.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    more.copy(this.#bytes, this.#length);
    this.#length = needed;
    return this.#bytes.subarray(0, needed);
  }

  clear(): void {
    this.#bytes = null;
    this.#length = 0;
  }
}

/** Whether a line feed at or after `from` has no carriage return before it. */
export function hasBareLineFeed(bytes: Buffer, from: number): boolean {
  for (let at = bytes.indexOf(lineFeed, from); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    if (at === 0 || bytes[at - 1] !== carriageReturn) return true;
  }
  return false;
}
