import type { WireEnd, WireSink } from "./wire.ts";

/**
 * The input side that all wires share. Modes:
 *
 * - held: no sink; bytes are kept and the carrier is paused. `attach` leads to replaying.
 * - replaying: a sink is named, and what was kept waits for the caller to return.
 * - flowing: bytes go straight to the sink. `detach` leads to held.
 *
 * The end of the carrier is remembered in every mode and told to a sink once, after all bytes.
 */
export class Intake {
  readonly #carrier: { pause(): void; resume(): void };
  #sink: WireSink | null = null;
  #flowing = false;
  #kept: Buffer[] = [];
  #end: WireEnd | null = null;
  #endTold = false;

  constructor(carrier: { pause(): void; resume(): void }) {
    this.#carrier = carrier;
  }

  attach(sink: WireSink): void {
    this.#sink = sink;
    queueMicrotask(() => {
      if (this.#sink === sink) this.#replay(sink);
    });
  }

  detach(unread: Buffer): void {
    this.#sink = null;
    this.#flowing = false;
    if (unread.length > 0) this.#kept.unshift(unread);
    this.#carrier.pause();
  }

  push(bytes: Buffer): void {
    if (this.#flowing && this.#sink !== null) {
      this.#sink.onBytes(bytes);
      return;
    }
    this.#kept.push(bytes);
    this.#carrier.pause();
  }

  flushed(): void {
    this.#sink?.onFlushed();
  }

  end(end: WireEnd): void {
    this.#end ??= end;
    if (this.#flowing && this.#sink !== null) this.#tellEnd(this.#sink);
  }

  #replay(sink: WireSink): void {
    // A sink may detach in the middle; what is left then stays for the next one.
    while (this.#sink === sink) {
      const bytes = this.#kept.shift();
      if (bytes === undefined) break;
      sink.onBytes(bytes);
    }
    if (this.#sink !== sink) return;
    this.#flowing = true;
    if (this.#end !== null) this.#tellEnd(sink);
    else this.#carrier.resume();
  }

  #tellEnd(sink: WireSink): void {
    if (this.#endTold || this.#end === null) return;
    this.#endTold = true;
    sink.onClosed(this.#end);
  }
}
