import { maxDataBytes } from "./constants.ts";
import { frameTypes } from "./frame.ts";
import type { MuxLimits } from "./limits.ts";
import type { GoAway } from "./mux-api.ts";
import { Scheduler } from "./scheduler.ts";
import type { StreamCore } from "./stream.ts";
import type { Wire } from "./wire/wire.ts";
import { FrameWriter } from "./writer.ts";

/** Control frames may exceed the wire's queue by this much before the peer counts as not reading. */
const controlExcessBytes = 1_048_576;

export interface OutboundOptions {
  wire: Wire;
  limits: MuxLimits;
  monotonicMs(): number;
  /** So many bytes go into the carrier. */
  onWrite(byteCount: number): void;
  /** The peer makes us answer and takes no answers. */
  onOverflow(): void;
}

/**
 * The sending side. A frame takes one of two ways:
 *
 * - at once: nobody waits and the wire has room. It is written in the order of the calls and leaves
 *   with the flush of this event-loop turn.
 * - by turn: the wire is full or somebody waits. The stream queues in the scheduler and is served
 *   when the wire confirms bytes.
 *
 * Control frames never wait for a turn, so they overtake everything that waits in a stream.
 */
export class Outbound {
  readonly #wire: Wire;
  readonly #limits: MuxLimits;
  readonly #options: OutboundOptions;
  readonly #writer: FrameWriter;
  readonly #scheduler: Scheduler<StreamCore>;
  readonly #room = { bytes: 0, idle: true, frameBytes: maxDataBytes };
  #drained: StreamCore[] = [];
  #nowMs: number;
  #armed = false;
  #pumping = false;
  #stopped = false;
  #flushCount = 0;
  #bytesOut = 0;

  constructor(options: OutboundOptions) {
    this.#wire = options.wire;
    this.#limits = options.limits;
    this.#options = options;
    this.#writer = new FrameWriter(options.limits);
    this.#scheduler = new Scheduler({ ...options.limits, maxFrameBytes: maxDataBytes });
    this.#nowMs = options.monotonicMs();
  }

  get flushCount(): number {
    return this.#flushCount;
  }

  get bytesOut(): number {
    return this.#bytesOut;
  }

  offer(stream: StreamCore): void {
    if (this.#stopped) return;
    if (!this.#pumping && this.#scheduler.size === 0) {
      while (stream.sendable && this.#sendFrame(stream));
      this.#flushWhenFull();
    }
    if (stream.sendable) this.#scheduler.add(stream, this.#nowMs);
    this.#arm();
  }

  withdraw(stream: StreamCore): void {
    this.#scheduler.remove(stream);
  }

  noteDrained(stream: StreamCore): void {
    this.#drained.push(stream);
  }

  window(streamId: number, creditBytes: number): void {
    this.#writer.window(streamId, creditBytes);
    this.#afterControl();
  }

  rst(streamId: number, code: number, deliveredBytes: number, note = ""): void {
    if (note !== "") this.#writer.note(streamId, note);
    this.#writer.rst(streamId, code, deliveredBytes);
    this.#afterControl();
  }

  ping(opaque: Buffer): void {
    this.#writer.ping(frameTypes.PING, opaque);
    this.#afterControl();
  }

  pong(opaque: Buffer): void {
    this.#writer.ping(frameTypes.PONG, opaque);
    this.#afterControl();
  }

  goAway(goAway: GoAway): void {
    this.#writer.goAway(goAway);
    this.#afterControl();
  }

  /** The carrier confirmed bytes: there is room again. */
  onFlushed(): void {
    if (this.#stopped) return;
    if (this.#wire.queuedBytes === 0) this.#writer.confirm();
    if (this.#scheduler.size > 0) this.flush();
  }

  /** Serves who waits, hands everything to the carrier, and wakes owners whose streams drained. */
  flush(): void {
    this.#armed = false;
    if (this.#stopped) return;
    this.#nowMs = this.#options.monotonicMs();
    this.#pump();
    this.#writeOut();
    this.#wake();
  }

  /** Gives memory back on a tunnel where nothing moves. */
  rest(): void {
    if (this.#wire.queuedBytes === 0) this.#writer.dropSlab();
  }

  /** Hands over what was written and accepts nothing more. */
  stop(): void {
    if (this.#stopped) return;
    this.#writeOut();
    this.#stopped = true;
    this.#drained = [];
  }

  #pump(): void {
    this.#pumping = true;
    while (this.#roomBytes() > 0) {
      const stream = this.#scheduler.next();
      if (stream === undefined) break;
      let fits = true;
      while (fits && stream.deficitBytes > 0 && stream.sendable) fits = this.#sendFrame(stream);
      if (stream.sendable) this.#scheduler.add(stream, this.#nowMs);
      else stream.deficitBytes = 0;
      this.#flushWhenFull();
      if (!fits) break;
    }
    this.#pumping = false;
  }

  #sendFrame(stream: StreamCore): boolean {
    const room = this.#room;
    room.bytes = this.#roomBytes();
    room.idle = room.bytes >= this.#limits.wireQueueBytes;
    room.frameBytes = this.#scheduler.frameBytes();
    const before = this.#writer.pendingBytes;
    if (room.bytes <= 0 || !stream.emit(this.#writer, room)) return false;
    this.#scheduler.note(stream, this.#writer.pendingBytes - before, this.#nowMs);
    return true;
  }

  #roomBytes(): number {
    return this.#limits.wireQueueBytes - this.#wire.queuedBytes - this.#writer.pendingBytes;
  }

  #afterControl(): void {
    if (this.#stopped) return;
    this.#flushWhenFull();
    if (this.#roomBytes() < -controlExcessBytes) this.#options.onOverflow();
    else this.#arm();
  }

  #flushWhenFull(): void {
    if (this.#writer.pendingBytes >= this.#limits.wireQueueBytes) this.#writeOut();
  }

  #writeOut(): void {
    const byteCount = this.#writer.pendingBytes;
    if (byteCount === 0) return;
    this.#flushCount += 1;
    this.#bytesOut += byteCount;
    this.#wire.write(this.#writer.take(), byteCount);
    this.#options.onWrite(byteCount);
  }

  #wake(): void {
    if (this.#drained.length === 0) return;
    const drained = this.#drained;
    this.#drained = [];
    for (const stream of drained) stream.notifyDrain();
  }

  /** One flush a turn of the event loop, after everything that was read in it. */
  #arm(): void {
    if (this.#armed || (this.#writer.pendingBytes === 0 && this.#drained.length === 0)) return;
    this.#armed = true;
    setImmediate(this.#onTurn);
  }

  readonly #onTurn = (): void => {
    if (this.#armed) this.flush();
  };
}
