/** How much may wait for one reader. */
const maxWaitingParts = 256;
const maxWaitingBytes = 1024 * 1024;
/** What comes together leaves together, up to this: a write costs more than what is in it. */
const maxJoinedBytes = 16 * 1024;

export type StreamEnd = "slow" | "denied" | "draining" | "left";

type Part = Uint8Array<ArrayBuffer>;
type Fetched = IteratorResult<Part, undefined>;

/**
 * One reader of a stream, which fetches part by part. What it has not fetched yet waits here, within bounds: a reader that
 * falls too far behind is cut, and resumes from the last event that it has seen. A process keeps thousands of these: one
 * that waits holds no more than its place and a promise.
 */
export class Subscriber implements AsyncIterableIterator<Part, undefined> {
  readonly #onEnd: (why: StreamEnd) => void;
  #waiting: Part[] = [];
  #waitingBytes = 0;
  /** Its reader has asked, and nothing waits. */
  #wake: (() => void) | null = null;
  #onRead: (() => void) | null = null;
  #end: StreamEnd | null = null;

  constructor(onEnd: (why: StreamEnd) => void) {
    this.#onEnd = onEnd;
  }

  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** Hands the reader a part; cuts it when too much waits already. */
  push(part: Part): void {
    if (this.#end !== null) return;
    this.#waiting.push(part);
    this.#waitingBytes += part.length;
    if (this.#waiting.length > maxWaitingParts || this.#waitingBytes > maxWaitingBytes) {
      this.end("slow");
      return;
    }
    this.#wake?.();
  }

  /** Settles when nothing waits for the reader any more, or it has ended. */
  async whenRead(): Promise<void> {
    if (this.#waiting.length === 0 || this.#end !== null) return;
    await new Promise<void>((resolve) => {
      this.#onRead = resolve;
    });
  }

  /** Closes the stream after what waits; a slow or denied reader gets nothing more. */
  end(why: StreamEnd): void {
    if (this.#end !== null) return;
    this.#end = why;
    if (why !== "draining") this.#waiting = [];
    this.#onEnd(why);
    this.#wake?.();
    this.#onRead?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** What waits by then, as one part. A reader asks again when it has what it asked for. */
  async next(): Promise<Fetched> {
    if (this.#waiting.length === 0 && this.#end === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    const parts = this.#take();
    if (parts.length === 0) return { done: true, value: undefined };
    if (this.#waiting.length === 0) this.#onRead?.();
    const [first] = parts;
    const isOne = first !== undefined && parts.length === 1;
    return { done: false, value: isOne ? first : Buffer.concat(parts) };
  }

  /** The reader has gone away. */
  async return(): Promise<Fetched> {
    this.end("left");
    return { done: true, value: undefined };
  }

  /** The first of what waits, and what follows it as far as that may leave with it. */
  #take(): Part[] {
    let bytes = 0;
    let count = 0;
    for (const { length } of this.#waiting) {
      if (count > 0 && bytes + length > maxJoinedBytes) break;
      bytes += length;
      count += 1;
    }
    this.#waitingBytes -= bytes;
    return this.#waiting.splice(0, count);
  }
}
