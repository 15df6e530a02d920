const kept = 10;

/** The least of the last ten round trips: what the path takes when nothing queues. */
export class RoundTrip {
  #samples: number[] = [];
  #leastMs: number | null = null;

  get leastMs(): number | null {
    return this.#leastMs;
  }

  note(rttMs: number): void {
    this.#samples.push(rttMs);
    if (this.#samples.length > kept) this.#samples.shift();
    this.#leastMs = Math.min(...this.#samples);
  }
}
