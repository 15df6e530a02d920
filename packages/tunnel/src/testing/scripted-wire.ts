import type { Wire, WireSink } from "../wire/wire.ts";

/**
 * A wire whose far end is the test: `arrive` hands bytes to the mux, `sent` is what it wrote. With
 * `confirms` off it takes bytes and never says that they left.
 */
export class ScriptedWire implements Wire {
  readonly kind = "memory";
  readonly sent: Buffer[] = [];
  readonly closes: { code: number; text: string }[] = [];
  confirms = true;
  destroyed = false;
  queuedBytes = 0;
  #mark = 0;
  #sink: WireSink | null = null;

  get sentBytes(): Buffer {
    return Buffer.concat(this.sent);
  }

  sentMark(): number {
    return this.#mark;
  }

  attach(sink: WireSink): void {
    this.#sink = sink;
  }

  detach(): void {
    this.#sink = null;
  }

  write(parts: readonly Buffer[], byteCount: number): void {
    this.sent.push(Buffer.concat(parts));
    if (this.confirms) this.#mark += byteCount;
    else this.queuedBytes += byteCount;
  }

  close(code: number, text: string): void {
    this.closes.push({ code, text });
  }

  destroy(): void {
    this.destroyed = true;
  }

  arrive(...chunks: Buffer[]): void {
    for (const chunk of chunks) this.#sink?.onBytes(chunk);
  }

  /** Everything that waits has left. */
  confirm(): void {
    this.#mark += this.queuedBytes;
    this.queuedBytes = 0;
    this.#sink?.onFlushed();
  }

  end(code: number | null, text = ""): void {
    this.#sink?.onClosed({ code, text });
  }
}
