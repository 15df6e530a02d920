import type { MuxLimits } from "./limits.ts";

/** What the scheduler keeps of a stream; the stream carries it, so that no map is needed. */
export interface Schedulable {
  queued: boolean;
  /** Bytes sent since `burstStartMs`. */
  burstBytes: number;
  burstStartMs: number;
  deficitBytes: number;
}

type SchedulerLimits = Pick<
  MuxLimits,
  "interactiveBytes" | "interactiveWindowMs" | "quantumBytes" | "interleaveBytes"
> & { readonly maxFrameBytes: number };

const interactiveTurnsInARow = 3;

/**
 * Who sends next while the carrier is the bottleneck. Streams that sent little in the last tenth of
 * a second go first; the others share by deficit round robin and get at least every fourth turn.
 */
export class Scheduler<S extends Schedulable> {
  readonly #limits: SchedulerLimits;
  readonly #interactive: S[] = [];
  readonly #bulk: S[] = [];
  #inARow = 0;

  constructor(limits: SchedulerLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#interactive.length + this.#bulk.length;
  }

  /** Counts bytes that a stream sent. */
  note(stream: S, byteCount: number, nowMs: number): void {
    this.#age(stream, nowMs);
    stream.burstBytes += byteCount;
  }

  add(stream: S, nowMs: number): void {
    if (stream.queued) return;
    stream.queued = true;
    this.#age(stream, nowMs);
    if (stream.burstBytes < this.#limits.interactiveBytes) this.#interactive.push(stream);
    else this.#bulk.push(stream);
  }

  remove(stream: S): void {
    if (!stream.queued) return;
    stream.queued = false;
    stream.deficitBytes = 0;
    const list = this.#interactive.includes(stream) ? this.#interactive : this.#bulk;
    list.splice(list.indexOf(stream), 1);
  }

  /** Takes the next stream out of the queue and gives it its quantum; undefined when none waits. */
  next(): S | undefined {
    const fromInteractive =
      this.#interactive.length > 0 &&
      (this.#bulk.length === 0 || this.#inARow < interactiveTurnsInARow);
    this.#inARow = fromInteractive ? this.#inARow + 1 : 0;
    const stream = fromInteractive ? this.#interactive.shift() : this.#bulk.shift();
    if (stream === undefined) return undefined;
    stream.queued = false;
    stream.deficitBytes += this.size === 0 ? this.#limits.maxFrameBytes : this.#limits.quantumBytes;
    return stream;
  }

  /** Where DATA is cut: small while others wait, so that nobody waits for a long frame. */
  frameBytes(): number {
    return this.size === 0 ? this.#limits.maxFrameBytes : this.#limits.interleaveBytes;
  }

  #age(stream: S, nowMs: number): void {
    if (nowMs - stream.burstStartMs < this.#limits.interactiveWindowMs) return;
    stream.burstStartMs = nowMs;
    stream.burstBytes = 0;
  }
}
