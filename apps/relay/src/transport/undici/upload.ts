import { Readable } from "node:stream";
import type { BodySink } from "../body-sink.ts";

/** A request's body as undici reads it. Destroying it, as undici does on any trouble, leaves the visitor alone. */
export class Upload extends Readable implements BodySink {
  readonly #onDrained: () => void;

  /** `onDrained` is called whenever more may be written. */
  constructor(onDrained: () => void) {
    super();
    this.#onDrained = onDrained;
    this.on("error", () => {});
  }

  write(chunk: Buffer): boolean {
    return this.push(chunk);
  }

  end(): void {
    this.push(null);
  }

  override _read(): void {
    this.#onDrained();
  }
}
