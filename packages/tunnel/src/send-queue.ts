const compactAt = 64;
const taken = Buffer.alloc(0);

/** Bytes that wait in a stream, in order, without copying. */
export class SendQueue {
  #chunks: Buffer[] = [];
  #head = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** Length of the first piece that waits; 0 when none does. */
  get firstBytes(): number {
    return this.#chunks[this.#head]?.length ?? 0;
  }

  push(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
  }

  /** Takes `byteCount` bytes, at most the first piece. */
  take(byteCount: number): Buffer {
    const first = this.#chunks[this.#head];
    if (first === undefined) throw new RangeError("nothing waits");
    this.#bytes -= Math.min(byteCount, first.length);
    if (byteCount < first.length) {
      this.#chunks[this.#head] = first.subarray(byteCount);
      return first.subarray(0, byteCount);
    }
    // The list is cut only now and then; until then it must not keep what has left.
    this.#chunks[this.#head] = taken;
    this.#head += 1;
    if (this.#head === this.#chunks.length) this.#reset();
    else if (this.#head >= compactAt) this.#compact();
    return first;
  }

  clear(): void {
    this.#reset();
    this.#bytes = 0;
  }

  #reset(): void {
    this.#chunks.length = 0;
    this.#head = 0;
  }

  #compact(): void {
    this.#chunks = this.#chunks.slice(this.#head);
    this.#head = 0;
  }
}
