import { closeCodes } from "./codes.ts";
import {
  maxDataBytes,
  maxGoAwayTextBytes,
  maxHelloBytes,
  maxNoteBytes,
  maxOpenBytes,
} from "./constants.ts";
import {
  finBit,
  firstSkippableType,
  frameTypes,
  goAwayFixedBytes,
  headerBytes,
  pingBytes,
  reservedBit,
  rstBytes,
  typeMask,
  windowBytes,
} from "./frame.ts";

/** Go on; stop reading here, the rest belongs to somebody else; any other number is a close code. */
export const goOn = 0;
export const stopHere = -1;

export interface FrameSink {
  /**
   * One whole frame of any type but DATA. `payload` is a view: copy what is kept beyond the call.
   * Answers `goOn`, `stopHere` or the close code that ends the tunnel.
   */
  onFrame(type: number, fin: boolean, streamId: number, payload: Buffer): number;
  /** A piece of a DATA frame as it arrived; `ended` on the last piece of a frame with FIN. */
  onData(streamId: number, bytes: Buffer, ended: boolean): number;
}

const empty = Buffer.alloc(0);

/**
 * Cuts a byte stream into frames, whatever its chunks. Modes:
 *
 * - header: collecting 8 bytes. A complete, legal header leads to one of the three below; an
 *   illegal one to stopped.
 * - data: passing on payload as it arrives, without keeping any.
 * - control: collecting one payload of at most 16 KiB. A payload that lies whole in the chunk is
 *   not copied.
 * - skip: dropping the payload of a frame type that this version may ignore.
 * - stopped: the sink said stop, or the input was malformed. Nothing is read any more.
 */
export class FrameParser {
  readonly #sink: FrameSink;
  readonly #header = Buffer.alloc(headerBytes);
  #headerFill = 0;
  #mode: "header" | "data" | "control" | "skip" | "stopped" = "header";
  #type = 0;
  #fin = false;
  #streamId = 0;
  #remaining = 0;
  #control: Buffer = empty;
  #controlFill = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Bytes held between calls: part of a header, or of one control frame. */
  get heldBytes(): number {
    return this.#mode === "control" ? this.#control.length : this.#headerFill;
  }

  /**
   * Reads one chunk. Answers the number of bytes read, less than the chunk only when the sink
   * stopped; a negative number is the close code, negated, that this input deserves.
   */
  feed(chunk: Buffer): number {
    let at = 0;
    while (at < chunk.length && this.#mode !== "stopped") {
      if (this.#mode === "header") at = this.#readHeader(chunk, at);
      else at = this.#readPayload(chunk, at);
      if (at < 0) return at;
    }
    return at;
  }

  stop(): void {
    this.#mode = "stopped";
    this.#control = empty;
  }

  #readHeader(chunk: Buffer, from: number): number {
    let source = chunk;
    let start = from;
    let at = from + headerBytes;
    if (this.#headerFill > 0 || at > chunk.length) {
      const taken = Math.min(headerBytes - this.#headerFill, chunk.length - from);
      chunk.copy(this.#header, this.#headerFill, from, from + taken);
      this.#headerFill += taken;
      at = from + taken;
      if (this.#headerFill < headerBytes) return at;
      this.#headerFill = 0;
      source = this.#header;
      start = 0;
    }
    const fault = this.#beginFrame(
      source.readUIntBE(start, 3),
      byteAt(source, start + 3),
      source.readUInt32BE(start + 4),
    );
    return this.#after(fault, at);
  }

  #beginFrame(length: number, typeByte: number, streamId: number): number {
    const type = typeByte & typeMask;
    const fin = (typeByte & finBit) !== 0;
    if ((typeByte & reservedBit) !== 0 || !isLegal(type, fin, streamId, length)) {
      return closeCodes.PROTOCOL_ERROR;
    }
    this.#type = type;
    this.#fin = fin;
    this.#streamId = streamId;
    this.#remaining = length;
    if (type === frameTypes.DATA) {
      if (length === 0) return this.#sink.onData(streamId, empty, fin);
      this.#mode = "data";
    } else if (type >= firstSkippableType && type !== frameTypes.NOTE) {
      this.#mode = length === 0 ? "header" : "skip";
    } else {
      if (length === 0) return this.#sink.onFrame(type, fin, streamId, empty);
      this.#mode = "control";
    }
    return goOn;
  }

  #readPayload(chunk: Buffer, from: number): number {
    const taken = Math.min(this.#remaining, chunk.length - from);
    const at = from + taken;
    if (this.#mode === "control") return this.#readControl(chunk, from, at);
    const passesOn = this.#mode === "data";
    this.#remaining -= taken;
    const isLast = this.#remaining === 0;
    if (isLast) this.#mode = "header";
    if (!passesOn) return at;
    const bytes = from === 0 && at === chunk.length ? chunk : chunk.subarray(from, at);
    return this.#after(this.#sink.onData(this.#streamId, bytes, this.#fin && isLast), at);
  }

  #readControl(chunk: Buffer, from: number, at: number): number {
    if (this.#controlFill === 0 && at - from === this.#remaining) {
      return this.#finishControl(chunk.subarray(from, at), at);
    }
    if (this.#controlFill === 0) this.#control = Buffer.allocUnsafe(this.#remaining);
    chunk.copy(this.#control, this.#controlFill, from, at);
    this.#controlFill += at - from;
    this.#remaining -= at - from;
    if (this.#remaining > 0) return at;
    const payload = this.#control;
    this.#control = empty;
    this.#controlFill = 0;
    return this.#finishControl(payload, at);
  }

  #finishControl(payload: Buffer, at: number): number {
    this.#mode = "header";
    return this.#after(this.#sink.onFrame(this.#type, this.#fin, this.#streamId, payload), at);
  }

  /** Turns a sink's answer into that of `feed`. The sink may have stopped this parser itself. */
  #after(answer: number, at: number): number {
    if (answer === goOn) return at;
    this.stop();
    return answer === stopHere ? at : -answer;
  }
}

function byteAt(bytes: Buffer, index: number): number {
  return bytes[index] ?? 0;
}

/** What a header alone can tell. An unknown low type is illegal here, an unknown high one is not. */
function isLegal(type: number, fin: boolean, streamId: number, length: number): boolean {
  switch (type) {
    case frameTypes.DATA:
      return streamId !== 0 && length <= maxDataBytes;
    case frameTypes.WINDOW:
      return !fin && streamId !== 0 && length === windowBytes;
    case frameTypes.OPEN:
      return streamId !== 0 && length <= maxOpenBytes;
    case frameTypes.OPENED:
    case frameTypes.RELEASE:
      return !fin && streamId !== 0 && length === 0;
    case frameTypes.RST:
      return !fin && streamId !== 0 && length === rstBytes;
    case frameTypes.PING:
    case frameTypes.PONG:
      return !fin && streamId === 0 && length === pingBytes;
    case frameTypes.GOAWAY:
      return (
        !fin &&
        streamId === 0 &&
        length >= goAwayFixedBytes &&
        length <= goAwayFixedBytes + maxGoAwayTextBytes
      );
    case frameTypes.NOTE:
      return !fin && streamId !== 0 && length <= maxNoteBytes;
    case frameTypes.HELLO:
    case frameTypes.WELCOME:
      return !fin && streamId === 0 && length <= maxHelloBytes;
    default:
      return type >= firstSkippableType;
  }
}
