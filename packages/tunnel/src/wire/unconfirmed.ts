/** Bytes that a carrier took and has not confirmed. Carriers confirm in the order of writing. */
export class Unconfirmed {
  readonly #sizes: number[] = [];
  #bytes = 0;
  #confirmedBytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** All that was ever confirmed. */
  get confirmedBytes(): number {
    return this.#confirmedBytes;
  }

  add(byteCount: number): void {
    this.#sizes.push(byteCount);
    this.#bytes += byteCount;
  }

  confirm(): void {
    const byteCount = this.#sizes.shift() ?? 0;
    this.#bytes -= byteCount;
    this.#confirmedBytes += byteCount;
  }
}
