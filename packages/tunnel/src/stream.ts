import { rstCodes } from "./codes.ts";
import { maxNoteBytes } from "./constants.ts";
import { ReceiveWindow } from "./credit.ts";
import type { MuxFaults } from "./faults.ts";
import { frameTypes, headerBytes } from "./frame.ts";
import type { OpenRequest } from "./open.ts";
import type { Schedulable } from "./scheduler.ts";
import { SendQueue } from "./send-queue.ts";
import type { MuxStream, StreamEnd, StreamEvents } from "./stream-api.ts";
import type { FrameWriter } from "./writer.ts";

/** What a stream needs of the tunnel that carries it. */
export interface StreamHost {
  readonly streamQueueBytes: number;
  readonly faults: MuxFaults;
  /** Flushes handed to the carrier so far. */
  readonly flushCount: number;
  /** Sends what the stream has now, or queues it for a turn. */
  offer(stream: StreamCore): void;
  /** The stream takes bytes again: its owner is told at the next flush. */
  drained(stream: StreamCore): void;
  /** Gives back credit; may enlarge the window first. */
  replenish(stream: StreamCore, window: ReceiveWindow): void;
  sendReset(stream: StreamCore, code: number, note: string): void;
  /** Takes the stream off the table. */
  forget(stream: StreamCore): void;
}

export interface StreamInit {
  id: number;
  request: OpenRequest;
  openedHere: boolean;
  sendCreditBytes: number;
  receiveWindowBytes: number;
  events: StreamEvents | null;
}

const nothing = Buffer.alloc(0);
/** A frame is not split to fill a rest of the wire's room that is smaller than this. */
const leastSplitBytes = 1_024;

/**
 * One stream. Its two directions end apart:
 *
 * - sending: open → ending (`end` was called, bytes wait) → ended (FIN left).
 * - receiving: open → ended (FIN arrived).
 *
 * Both ended, RELEASE, RST from either side, or the end of the tunnel close it. Closed is final:
 * nothing is sent, nothing arrives, and `onClose` was or will be the last event.
 */
export class StreamCore implements MuxStream, Schedulable {
  readonly id: number;
  readonly request: OpenRequest;
  readonly openedHere: boolean;
  readonly #host: StreamHost;
  readonly #queue = new SendQueue();
  readonly #window: ReceiveWindow;
  #events: StreamEvents | null;
  #sendCreditBytes: number;
  #openWaits: boolean;
  #acceptWaits = false;
  #endWaits = false;
  #releaseWaits = false;
  #endSent = false;
  #peerEnded = false;
  #wantsDrain = false;
  #end: StreamEnd | null = null;
  #firstFlush = -1;
  #sentBytes = 0;
  #receivedBytes = 0;
  #consumedBytes = 0;
  #deliveredBytes = 0;
  /** What the peer says beside a reset that is about to come. */
  #note = "";
  /** What arrived before anybody listened, bounded by the window. */
  #early: Buffer[] | null = null;

  queued = false;
  burstBytes = 0;
  burstStartMs = 0;
  deficitBytes = 0;

  constructor(host: StreamHost, init: StreamInit) {
    this.#host = host;
    this.id = init.id;
    this.request = init.request;
    this.openedHere = init.openedHere;
    this.#sendCreditBytes = init.sendCreditBytes;
    this.#window = new ReceiveWindow(init.receiveWindowBytes);
    this.#events = init.events;
    this.#openWaits = init.openedHere;
  }

  get closed(): boolean {
    return this.#end !== null;
  }

  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get deliveredBytes(): number {
    return this.#deliveredBytes;
  }

  get flushed(): boolean {
    return this.#firstFlush >= 0 && this.#host.flushCount > this.#firstFlush;
  }

  get receiveWindow(): ReceiveWindow {
    return this.#window;
  }

  /** Whether the other side has been told of this stream. */
  get known(): boolean {
    return !this.#openWaits;
  }

  listen(events: StreamEvents): void {
    this.#events = events;
    const early = this.#early;
    this.#early = null;
    if (early !== null) for (const bytes of early) if (!this.closed) events.onData(bytes);
    if (this.#peerEnded && !this.closed) this.#tellEnd(events);
    if (this.#end !== null) events.onClose(this.#end);
  }

  accept(): void {
    if (this.openedHere || this.closed || this.#firstFlush >= 0) return;
    this.#acceptWaits = true;
    this.#host.offer(this);
  }

  write(bytes: Buffer): boolean {
    if (this.closed || this.#endWaits || this.#endSent || this.#releaseWaits) return true;
    if (bytes.length === 0) return this.#queue.bytes < this.#host.streamQueueBytes;
    this.#queue.push(bytes);
    const flushesBefore = this.#host.flushCount;
    this.#host.offer(this);
    if (this.#queue.bytes < this.#host.streamQueueBytes) return true;
    const forgets = this.#host.faults.loseWakeUp && this.#host.flushCount !== flushesBefore;
    if (!forgets) this.#wantsDrain = true;
    return false;
  }

  end(last?: Buffer): void {
    if (this.closed || this.#endWaits || this.#endSent || this.#releaseWaits) return;
    if (last !== undefined && last.length > 0) this.#queue.push(last);
    this.#endWaits = true;
    this.#host.offer(this);
  }

  reset(code: number, note = ""): void {
    if (this.closed) return;
    const said = Buffer.byteLength(note) > maxNoteBytes ? "" : note;
    if (this.known) this.#host.sendReset(this, code, said);
    this.close({ kind: "reset", by: "local", code, deliveredBytes: 0 });
  }

  release(): void {
    if (this.closed) return;
    this.#releaseWaits = true;
    this.#host.offer(this);
  }

  consumed(byteCount: number): void {
    // More than arrived is a slip of the owner; the sender must not be given credit for it.
    const taken = Math.min(byteCount, this.#receivedBytes - this.#consumedBytes);
    if (taken <= 0) return;
    this.#consumedBytes += taken;
    if (this.closed || this.#peerEnded) return;
    this.#window.consume(taken);
    if (this.#window.due) this.#host.replenish(this, this.#window);
  }

  markDelivered(byteCount: number): void {
    this.#deliveredBytes += byteCount;
  }

  // What follows is called by the tunnel.

  /** Whether a frame could be sent now, room in the wire aside. */
  get sendable(): boolean {
    if (this.closed) return false;
    if (this.#openWaits || this.#acceptWaits) return true;
    if (this.#queue.bytes > 0) return this.#sendCreditBytes > 0;
    if (this.#host.faults.endNeedsCredit && this.#sendCreditBytes === 0) return false;
    return this.#endWaits || this.#releaseWaits;
  }

  /**
   * Writes the next frame if it fits into `roomBytes`; an idle wire takes a frame of any size.
   * Answers false when it does not fit.
   */
  emit(writer: FrameWriter, room: { bytes: number; idle: boolean; frameBytes: number }): boolean {
    if (this.#queue.bytes > 0 && !this.#openWaits && !this.#acceptWaits) {
      return this.#emitData(writer, room);
    }
    if (!room.idle && room.bytes < headerBytes) return false;
    if (this.#firstFlush < 0) this.#firstFlush = this.#host.flushCount;
    if (this.#openWaits) {
      writer.open(this.id, this.request);
      this.#openWaits = false;
    } else if (this.#acceptWaits) {
      writer.bare(frameTypes.OPENED, this.id);
      this.#acceptWaits = false;
    } else if (this.#releaseWaits) {
      writer.bare(frameTypes.RELEASE, this.id);
      this.close({ kind: "released" });
    } else {
      writer.data(this.id, nothing, true);
      this.#noteEndSent();
    }
    return true;
  }

  #emitData(
    writer: FrameWriter,
    room: { bytes: number; idle: boolean; frameBytes: number },
  ): boolean {
    const wanted = Math.min(this.#queue.firstBytes, this.#sendCreditBytes, room.frameBytes);
    const size = fitInto(wanted, room);
    if (size === 0) return false;
    const bytes = this.#queue.take(size);
    this.#sendCreditBytes -= size;
    this.#sentBytes += size;
    this.deficitBytes -= size;
    if (this.#firstFlush < 0) this.#firstFlush = this.#host.flushCount;
    const isLast = this.#endWaits && this.#queue.bytes === 0;
    writer.data(this.id, bytes, isLast);
    if (this.#wantsDrain && this.#queue.bytes * 2 <= this.#host.streamQueueBytes) {
      this.#wantsDrain = false;
      this.#host.drained(this);
    }
    if (isLast) this.#noteEndSent();
    return true;
  }

  notifyDrain(): void {
    if (!this.closed) this.#events?.onDrain?.();
  }

  /** Adds credit; false when the sum leaves its 31 bits. */
  credit(byteCount: number, maxBytes: number): boolean {
    this.#sendCreditBytes += byteCount;
    if (this.#sendCreditBytes > maxBytes) return false;
    if (this.#queue.bytes > 0 || this.#endWaits) this.#host.offer(this);
    return true;
  }

  opened(): void {
    this.#events?.onOpened?.();
  }

  /** Bytes arrived. False when they break the protocol: the sender had ended before. */
  receive(bytes: Buffer, ended: boolean, nowMs: number): boolean {
    if (this.#peerEnded) return false;
    if (bytes.length > 0) {
      this.#receivedBytes += bytes.length;
      if (!this.#window.receive(bytes.length, nowMs)) {
        this.reset(rstCodes.CREDIT_VIOLATION);
        return true;
      }
      if (this.#events !== null) this.#events.onData(bytes);
      else this.#keepEarly(bytes);
    }
    if (ended && !this.closed) this.receiveEnd();
    return true;
  }

  receiveEnd(): void {
    this.#peerEnded = true;
    if (this.#events !== null) this.#tellEnd(this.#events);
  }

  noteFromPeer(text: string): void {
    this.#note = text;
  }

  resetByPeer(code: number, deliveredBytes: number): void {
    const note = this.#note === "" ? {} : { note: this.#note };
    this.close({ kind: "reset", by: "peer", code, deliveredBytes, ...note });
  }

  /** Ends the stream here; its owner is told at once, or as soon as there is one. */
  close(end: StreamEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#queue.clear();
    this.#early = null;
    this.#host.forget(this);
    this.#events?.onClose(end);
  }

  #keepEarly(bytes: Buffer): void {
    this.#early ??= [];
    this.#early.push(bytes);
  }

  #tellEnd(events: StreamEvents): void {
    events.onEnd();
    if (this.#endSent) this.close({ kind: "ended" });
  }

  #noteEndSent(): void {
    this.#endWaits = false;
    this.#endSent = true;
    if (this.#peerEnded && this.#events !== null) this.close({ kind: "ended" });
  }
}

/** How much of `wanted` is sent now: all of it, the wire's rest when that is worth a frame, or 0. */
function fitInto(wanted: number, room: { bytes: number; idle: boolean }): number {
  const space = room.bytes - headerBytes;
  if (wanted <= space) return wanted;
  if (room.idle) return Math.max(1, space);
  return space >= leastSplitBytes ? space : 0;
}
