/** How much may wait for one reader. */
const maxWaitingParts = 256;
const maxWaitingBytes = 1024 * 1024;

export type StreamEnd = "slow" | "denied" | "draining" | "left";

/**
 * One reader of a stream. What it has not fetched yet waits here, within bounds: a reader that falls too far behind is cut,
 * and resumes from the last event that it has seen.
 */
export class Subscriber {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #onEnd: (why: StreamEnd) => void;
  readonly #waiting: Uint8Array<ArrayBuffer>[] = [];
  #waitingBytes = 0;
  #wake: (() => void) | null = null;
  #onRead: (() => void) | null = null;
  #end: StreamEnd | null = null;

  constructor(onEnd: (why: StreamEnd) => void) {
    this.#onEnd = onEnd;
    this.body = new ReadableStream(
      {
        pull: (controller) => this.#pull(controller),
        cancel: () => this.end("left"),
      },
      { highWaterMark: 0 },
    );
  }

  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** Hands the reader a part; cuts it when too much waits already. */
  push(part: Uint8Array<ArrayBuffer>): void {
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
    if (why !== "draining") this.#waiting.length = 0;
    this.#onEnd(why);
    this.#wake?.();
    this.#onRead?.();
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> {
    if (this.#waiting.length === 0 && this.#end === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    const part = this.#waiting.shift();
    if (part !== undefined) {
      this.#waitingBytes -= part.length;
      if (this.#waiting.length === 0) this.#onRead?.();
      controller.enqueue(part);
    } else if (this.#end !== null) {
      controller.close();
    }
  }
}
