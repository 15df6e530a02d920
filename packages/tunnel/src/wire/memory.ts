import { Intake } from "./intake.ts";
import { Unconfirmed } from "./unconfirmed.ts";
import type { Wire, WireEnd, WireSink } from "./wire.ts";

export interface MemoryWireOptions {
  /** Bytes carried in one turn of the event loop, each way; all of them when it is not given. */
  bytesPerTurn?: number;
  /** Cuts what is carried: answers how many of `available` bytes make the next chunk. */
  cut?(available: number): number;
}

/** A wire inside one process. */
export interface MemoryWire extends Wire {
  /** Carries nothing more towards the other end, without any sign of it. */
  freeze(): void;
  thaw(): void;
}

/** Two wires, each the other's far end. Bytes are copied, as a carrier would. */
export function memoryWirePair(options: MemoryWireOptions = {}): [MemoryWire, MemoryWire] {
  const left = new MemoryEnd(options);
  const right = new MemoryEnd(options);
  left.far = right;
  right.far = left;
  return [left, right];
}

class MemoryEnd implements MemoryWire {
  readonly kind = "memory";
  readonly #options: MemoryWireOptions;
  readonly #unconfirmed = new Unconfirmed();
  readonly #intake: Intake;
  far: MemoryEnd | null = null;
  #waiting: Buffer[] = [];
  #scheduled = false;
  #frozen = false;
  #paused = true;
  #closing: WireEnd | null = null;
  #closed = false;

  constructor(options: MemoryWireOptions) {
    this.#options = options;
    this.#intake = new Intake({
      pause: () => {
        this.#paused = true;
      },
      resume: () => {
        this.#paused = false;
        this.far?.schedule();
      },
    });
  }

  get queuedBytes(): number {
    return this.#unconfirmed.bytes;
  }

  sentMark(): number {
    return this.#unconfirmed.confirmedBytes;
  }

  attach(sink: WireSink): void {
    this.#intake.attach(sink);
  }

  detach(unread: Buffer): void {
    this.#intake.detach(unread);
  }

  write(parts: readonly Buffer[]): void {
    if (this.#closed || this.#closing !== null) return;
    for (const part of parts) {
      this.#unconfirmed.add(part.length);
      this.#waiting.push(Buffer.from(part));
    }
    this.schedule();
  }

  close(code: number, text: string): void {
    this.#closing ??= { code, text };
    this.schedule();
  }

  destroy(): void {
    this.finish({ code: null, text: "" });
    const far = this.far;
    if (!this.#frozen) setImmediate(() => far?.finish({ code: null, text: "" }));
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    this.schedule();
  }

  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#carry();
    });
  }

  finish(end: WireEnd): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#intake.end(end);
  }

  #carry(): void {
    let left = this.#options.bytesPerTurn ?? Number.POSITIVE_INFINITY;
    while (left > 0 && this.#mayCarry()) {
      const bytes = this.#waiting[0];
      if (bytes === undefined) break;
      const available = Math.min(bytes.length, left);
      const size = Math.max(1, this.#options.cut?.(available) ?? available);
      left -= size;
      this.far?.receive(bytes.subarray(0, size));
      if (size < bytes.length) {
        this.#waiting[0] = bytes.subarray(size);
        continue;
      }
      this.#waiting.shift();
      this.#unconfirmed.confirm();
      this.#intake.flushed();
    }
    if (this.#closing !== null && this.#waiting.length === 0 && this.#mayEnd()) this.#end();
    else if (this.#waiting.length > 0 && this.#mayCarry()) this.schedule();
  }

  receive(bytes: Buffer): void {
    if (!this.#closed) this.#intake.push(bytes);
  }

  get takesBytes(): boolean {
    return !this.#paused;
  }

  #mayCarry(): boolean {
    return this.#mayEnd() && this.far?.takesBytes === true;
  }

  #mayEnd(): boolean {
    return !this.#frozen && !this.#closed;
  }

  #end(): void {
    const end = this.#closing ?? { code: null, text: "" };
    this.far?.finish(end);
    this.finish(end);
  }
}
