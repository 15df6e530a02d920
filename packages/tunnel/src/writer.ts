import { maxOpenBytes } from "./constants.ts";
import {
  finBit,
  frameTypes,
  goAwayFixedBytes,
  headerBytes,
  pingBytes,
  rstBytes,
  windowBytes,
  writeHeader,
} from "./frame.ts";
import type { MuxLimits } from "./limits.ts";
import type { GoAway } from "./mux-api.ts";
import { type OpenRequest, writeOpen } from "./open.ts";

type WriterLimits = Pick<MuxLimits, "slabBytes" | "copyUpToBytes">;

/** Enough for what a tunnel says on which nothing moves: a PING, a PONG, a line of its control stream. */
const restSlabBytes = 256;

/**
 * Collects the frames of one event-loop turn. Headers and small payloads are copied side by side
 * into a slab; a large payload is queued by reference between two views of it. The slab is made on
 * first use and started again once the carrier has confirmed everything that was taken from it. It
 * begins small: thousands of tunnels ping every few seconds and say nothing else.
 */
export class FrameWriter {
  readonly #limits: WriterLimits;
  #slab: Buffer | null = null;
  /** The slab's bytes from here to `#end` are not yet in `#parts`. */
  #start = 0;
  #end = 0;
  #parts: Buffer[] = [];
  #pendingBytes = 0;

  constructor(limits: WriterLimits) {
    this.#limits = limits;
  }

  /** Bytes collected since the last `take`. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** The request must fit, see `assertOpenFits`. */
  open(streamId: number, request: OpenRequest): void {
    this.#reserve(headerBytes + maxOpenBytes);
    const slab = this.#slabOrThrow();
    const begin = this.#end;
    this.#end = writeOpen(slab, begin + headerBytes, request);
    writeHeader(slab, begin, frameTypes.OPEN, streamId, this.#end - begin - headerBytes);
    this.#pendingBytes += this.#end - begin;
  }

  /** OPENED and RELEASE. */
  bare(type: number, streamId: number): void {
    this.#frame(type, streamId, 0);
  }

  data(streamId: number, bytes: Buffer, fin: boolean): void {
    const typeByte = fin ? frameTypes.DATA | finBit : frameTypes.DATA;
    if (bytes.length <= this.#limits.copyUpToBytes) {
      const at = this.#frame(typeByte, streamId, bytes.length);
      if (bytes.length > 0) this.#slabOrThrow().set(bytes, at);
      return;
    }
    this.#reserve(headerBytes);
    writeHeader(this.#slabOrThrow(), this.#end, typeByte, streamId, bytes.length);
    this.#end += headerBytes;
    this.#pendingBytes += headerBytes + bytes.length;
    this.#seal();
    this.#parts.push(bytes);
  }

  window(streamId: number, creditBytes: number): void {
    const at = this.#frame(frameTypes.WINDOW, streamId, windowBytes);
    this.#slabOrThrow().writeUInt32BE(creditBytes, at);
  }

  rst(streamId: number, code: number, deliveredBytes: number): void {
    const at = this.#frame(frameTypes.RST, streamId, rstBytes);
    const slab = this.#slabOrThrow();
    slab.writeUInt16BE(code, at);
    slab.writeUInt32BE(deliveredBytes >>> 0, at + 2);
  }

  /** The text must fit, see `maxNoteBytes`. */
  note(streamId: number, text: string): void {
    const bytes = Buffer.from(text);
    const at = this.#frame(frameTypes.NOTE, streamId, bytes.length);
    this.#slabOrThrow().set(bytes, at);
  }

  /** PING and PONG. */
  ping(type: number, opaque: Buffer): void {
    const at = this.#frame(type, 0, pingBytes);
    this.#slabOrThrow().set(opaque, at);
  }

  goAway(goAway: GoAway): void {
    const text = Buffer.from(goAway.text);
    const at = this.#frame(frameTypes.GOAWAY, 0, goAwayFixedBytes + text.length);
    const slab = this.#slabOrThrow();
    slab.writeUInt16BE(goAway.code, at);
    slab.writeUInt32BE(goAway.highestStreamId, at + 2);
    slab.writeUInt32BE(goAway.graceMs, at + 6);
    slab.set(text, at + goAwayFixedBytes);
  }

  /** HELLO and WELCOME, which are the only other frames. */
  hello(type: number, payload: Buffer): void {
    const at = this.#frame(type, 0, payload.length);
    this.#slabOrThrow().set(payload, at);
  }

  /** Everything collected, in order. The parts stay untouched until `confirm`. */
  take(): Buffer[] {
    this.#seal();
    const parts = this.#parts;
    this.#parts = [];
    this.#pendingBytes = 0;
    return parts;
  }

  /** The carrier holds nothing more of what was taken: the slab may be written from its start. */
  confirm(): void {
    if (this.#pendingBytes > 0) return;
    this.#start = 0;
    this.#end = 0;
  }

  /** Gives the slab back while nothing is being sent. */
  dropSlab(): void {
    if (this.#pendingBytes > 0) return;
    this.#slab = null;
    this.#start = 0;
    this.#end = 0;
  }

  #frame(typeByte: number, streamId: number, payloadBytes: number): number {
    const total = headerBytes + payloadBytes;
    this.#reserve(total);
    writeHeader(this.#slabOrThrow(), this.#end, typeByte, streamId, payloadBytes);
    const at = this.#end + headerBytes;
    this.#end += total;
    this.#pendingBytes += total;
    return at;
  }

  #reserve(byteCount: number): void {
    const slab = this.#slab;
    if (slab !== null && this.#end + byteCount <= slab.length) return;
    this.#seal();
    // The old slab lives on in the parts that were taken from it, until the carrier lets go of it.
    this.#slab =
      slab === null && byteCount <= restSlabBytes
        ? Buffer.allocUnsafe(restSlabBytes)
        : Buffer.allocUnsafeSlow(Math.max(this.#limits.slabBytes, byteCount));
    this.#start = 0;
    this.#end = 0;
  }

  #seal(): void {
    if (this.#slab === null || this.#end === this.#start) return;
    this.#parts.push(this.#slab.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #slabOrThrow(): Buffer {
    if (this.#slab === null) throw new Error("a frame was begun without a slab");
    return this.#slab;
  }
}
