import { closeCodes, rstCodes } from "./codes.ts";
import { closeWithinMs, maxWindow } from "./constants.ts";
import type { ReceiveWindow } from "./credit.ts";
import type { MuxFaults } from "./faults.ts";
import { frameTypes } from "./frame.ts";
import { readGoAway, shortText } from "./goaway.ts";
import { defaultLimits, type MuxLimits } from "./limits.ts";
import { Liveness } from "./liveness.ts";
import type {
  GoAway,
  Mux,
  MuxEnd,
  MuxOptions,
  MuxRole,
  MuxStatus,
  OpenRefusal,
} from "./mux-api.ts";
import { assertOpenFits, type OpenRequest, readOpen } from "./open.ts";
import { Outbound } from "./outbound.ts";
import { FrameParser, type FrameSink, goOn, stopHere } from "./parser.ts";
import { Pings } from "./pings.ts";
import { StreamCore, type StreamHost } from "./stream.ts";
import type { MuxStream, StreamEvents } from "./stream-api.ts";
import { StreamTable } from "./stream-table.ts";
import type { WheelMember } from "./wheel.ts";
import { beginBytes, WindowLedger } from "./window-ledger.ts";
import type { WireEnd, WireKind, WireSink } from "./wire/wire.ts";

/** While a stream grows, the round trip is measured this often. */
const growthPingEveryMs = 2_000;
const growthLastsMs = 10_000;

/** Begins to read from the wire when the caller has returned. */
export function createMux(options: MuxOptions): Mux {
  return createMuxWith(options, {});
}

/** For tests: the same with a planted fault. */
export function createMuxWith(options: MuxOptions, faults: MuxFaults): Mux {
  return new MuxCore(options, faults);
}

/**
 * One tunnel. Modes:
 *
 * - live: streams are opened from both sides.
 * - leaving: GOAWAY was sent, or received, or both; that side's new streams are refused, open ones
 *   go on. Whoever said it closes when it sees fit.
 * - closing: `close` was called, or the peer broke the protocol. Every stream was told that it is
 *   lost; the carrier sends what it holds and ends, or is destroyed after 5 s.
 * - closed: the carrier is gone and `onClose` was called.
 *
 * Only `destroy`, silence and the end of the carrier lead from live straight to closed.
 */
class MuxCore implements Mux, StreamHost, FrameSink, WireSink, WheelMember {
  readonly role: MuxRole;
  readonly wireKind: WireKind;
  readonly faults: MuxFaults;
  readonly #options: MuxOptions;
  readonly #limits: MuxLimits;
  readonly #parser: FrameParser;
  readonly #outbound: Outbound;
  readonly #streams: StreamTable;
  readonly #windows: WindowLedger;
  readonly #liveness: Liveness;
  readonly #pings = new Pings();
  #peerGoAway: GoAway | null = null;
  #saidGoAway = false;
  #closing: { end: MuxEnd; atMs: number } | null = null;
  #closed = false;
  #bytesIn = 0;
  #nowMs: number;
  #grewAtMs = Number.NEGATIVE_INFINITY;
  #toldSuspect = false;

  constructor(options: MuxOptions, faults: MuxFaults) {
    this.#options = options;
    this.faults = faults;
    this.role = options.role;
    this.wireKind = options.wire.kind;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#nowMs = options.clock.monotonicMs();
    this.#parser = new FrameParser(this);
    this.#streams = new StreamTable(options.role, this.#limits.firstStreamId);
    this.#windows = new WindowLedger(this.#limits, options.budget);
    this.#liveness = new Liveness(this.#limits, this.#nowMs);
    this.#outbound = new Outbound({
      wire: options.wire,
      limits: this.#limits,
      monotonicMs: () => options.clock.monotonicMs(),
      onWrite: (byteCount) => options.budget.passed(byteCount),
      onOverflow: () => this.destroy(closeCodes.PROTOCOL_ERROR, "takes no answers"),
    });
    options.wheel.add(this);
    options.wire.attach(this);
    this.ping();
  }

  get activeStreams(): number {
    return this.#streams.size;
  }

  get closed(): boolean {
    return this.#closed || this.#closing !== null;
  }

  get draining(): boolean {
    return this.closed || this.#peerGoAway !== null;
  }

  get suspect(): boolean {
    return this.#streams.size > 0 && this.#liveness.isDoubtful(this.#options.clock.monotonicMs());
  }

  status(): MuxStatus {
    return {
      activeStreams: this.#streams.size,
      silentMs: this.#liveness.silentMs(this.#options.clock.monotonicMs()),
      rttMs: this.#pings.rttMs,
      bytesIn: this.#bytesIn,
      bytesOut: this.#outbound.bytesOut,
      windowBytes: this.#windows.usedBytes,
      state: this.#state(),
    };
  }

  open(request: Omit<OpenRequest, "creditBytes">, events: StreamEvents): MuxStream | OpenRefusal {
    if (this.closed) return "closed";
    if (this.#peerGoAway !== null) return "going-away";
    if (this.#streams.ownCount >= this.#options.peer.maxStreams) return "too-many-streams";
    const windowBytes = beginBytes(request.kind, this.#windows.openingBytes());
    if (!this.#windows.fits(windowBytes)) return "over-budget";
    const whole: OpenRequest = { ...request, creditBytes: windowBytes };
    assertOpenFits(whole);
    const id = this.#streams.takeOwnId();
    if (id === null) return "ids-exhausted";
    const stream = this.#begin(id, whole, windowBytes, events);
    this.offer(stream);
    if (this.#streams.exhausted) this.#options.handlers.onExhausted?.();
    return stream;
  }

  goAway(code: number, graceMs: number, text: string): void {
    if (this.closed) return;
    this.#saidGoAway = true;
    const highestStreamId = this.#streams.highestPeerId;
    this.#outbound.goAway({ code, highestStreamId, graceMs, text: shortText(text) });
  }

  ping(onPong?: (rttMs: number) => void): void {
    if (this.closed) return;
    this.#outbound.ping(this.#pings.begin(this.#options.clock.monotonicMs(), onPong));
  }

  close(code: number, text: string): void {
    if (this.closed) return;
    this.goAway(code, 0, text);
    this.#closing = {
      end: { code, by: "local", text },
      atMs: this.#options.clock.monotonicMs(),
    };
    this.#parser.stop();
    this.#outbound.stop();
    this.#loseStreams(code);
    this.#options.wire.close(code, shortText(text));
  }

  destroy(code: number, text: string): void {
    if (this.#closed) return;
    this.#finish(this.#closing?.end ?? { code, by: "local", text });
    this.#options.wire.destroy();
  }

  // The wire.

  onBytes(bytes: Buffer): void {
    this.#nowMs = this.#options.clock.monotonicMs();
    this.#liveness.heard(this.#nowMs);
    this.#bytesIn += bytes.length;
    this.#options.budget.passed(bytes.length);
    const read = this.#parser.feed(bytes);
    if (read < 0) this.close(-read, "malformed input");
  }

  onFlushed(): void {
    this.#outbound.onFlushed();
  }

  onClosed(end: WireEnd): void {
    if (this.#closed) return;
    const goAway = this.#peerGoAway;
    if (this.#closing !== null) this.#finish(this.#closing.end);
    else if (goAway !== null) this.#finish({ code: goAway.code, by: "peer", text: goAway.text });
    else if (end.code !== null) this.#finish({ code: end.code, by: "peer", text: end.text });
    else this.#finish({ code: null, by: "wire", text: end.text });
  }

  // The wheel.

  onTick(nowMs: number, late: boolean): void {
    if (this.#closing !== null) {
      if (nowMs - this.#closing.atMs >= closeWithinMs) this.destroy(closeCodes.SILENT, "");
      return;
    }
    const { wire } = this.#options;
    const forgives = late && !this.faults.judgeWhenLate;
    const verdict = this.#liveness.judge(nowMs, forgives, {
      queuedBytes: wire.queuedBytes,
      sentMark: wire.sentMark(),
    });
    if (verdict === "silent") this.destroy(closeCodes.SILENT, "silent");
    else if (verdict === "undrained") this.destroy(closeCodes.SILENT, "takes no bytes");
    else if (verdict === "ping" || this.#growthNeedsPing(nowMs)) this.ping();
    else this.#outbound.rest();
    if (!forgives) this.#tellSuspicion(nowMs);
  }

  #tellSuspicion(nowMs: number): void {
    const suspect = !this.closed && this.suspect;
    const isNew = suspect && !this.#toldSuspect;
    this.#toldSuspect = suspect;
    if (isNew) this.#options.handlers.onSuspect?.(this.#liveness.silentMs(nowMs));
  }

  // The parser.

  onData(streamId: number, bytes: Buffer, ended: boolean): number {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return this.#afterUnknown(streamId);
    if (!stream.receive(bytes, ended, this.#nowMs)) return closeCodes.PROTOCOL_ERROR;
    return this.closed ? stopHere : goOn;
  }

  onFrame(type: number, fin: boolean, streamId: number, payload: Buffer): number {
    const fault = this.#readFrame(type, fin, streamId, payload);
    if (fault !== goOn) return fault;
    return this.closed ? stopHere : goOn;
  }

  #readFrame(type: number, fin: boolean, streamId: number, payload: Buffer): number {
    switch (type) {
      case frameTypes.OPEN:
        return this.#onOpen(streamId, payload, fin);
      case frameTypes.WINDOW:
        return this.#onWindow(streamId, payload.readUInt32BE(0));
      case frameTypes.PING:
        this.#outbound.pong(payload);
        return goOn;
      case frameTypes.PONG:
        this.#pings.finish(payload, this.#nowMs);
        return goOn;
      case frameTypes.GOAWAY:
        this.#onGoAway(readGoAway(payload));
        return goOn;
      case frameTypes.OPENED:
      case frameTypes.NOTE:
      case frameTypes.RST:
      case frameTypes.RELEASE:
        return this.#onStreamFrame(type, streamId, payload);
      default:
        // HELLO and WELCOME belong to the handshake, which is over.
        return closeCodes.PROTOCOL_ERROR;
    }
  }

  #onOpen(id: number, payload: Buffer, fin: boolean): number {
    if (!this.#streams.takePeerId(id)) return closeCodes.PROTOCOL_ERROR;
    const request = readOpen(payload);
    if (request === null) this.#outbound.rst(id, rstCodes.BAD_OPEN, 0);
    else if (this.#saidGoAway) this.#outbound.rst(id, rstCodes.GOING_AWAY, 0);
    else if (!this.#hasPlace(request)) this.#outbound.rst(id, rstCodes.REFUSED, 0);
    else this.#admit(id, request, fin);
    return goOn;
  }

  #admit(id: number, request: OpenRequest, fin: boolean): void {
    const stream = this.#begin(id, request, this.#windowOf(request), null);
    this.#options.handlers.onOpen(stream);
    if (fin && !stream.closed) stream.receiveEnd();
  }

  #onWindow(streamId: number, creditBytes: number): number {
    if (creditBytes === 0) return closeCodes.PROTOCOL_ERROR;
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return this.#afterUnknown(streamId);
    return stream.credit(creditBytes, maxWindow) ? goOn : closeCodes.PROTOCOL_ERROR;
  }

  #onStreamFrame(type: number, streamId: number, payload: Buffer): number {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return this.#afterUnknown(streamId);
    if (type === frameTypes.RST) {
      stream.resetByPeer(payload.readUInt16BE(0), payload.readUInt32BE(2));
    } else if (type === frameTypes.NOTE) {
      stream.noteFromPeer(payload.toString("utf8"));
    } else if (type === frameTypes.OPENED) {
      if (!stream.openedHere) return closeCodes.PROTOCOL_ERROR;
      stream.opened();
    } else {
      if (this.role === "relay") return closeCodes.PROTOCOL_ERROR;
      stream.close({ kind: "released" });
    }
    return goOn;
  }

  #onGoAway(goAway: GoAway): void {
    this.#peerGoAway = goAway;
    this.#options.handlers.onGoAway?.(goAway);
    // The peer has read and refused nothing of these: they may be opened again elsewhere.
    for (const stream of this.#streams.all()) {
      if (!stream.openedHere || stream.id <= goAway.highestStreamId) continue;
      stream.close({ kind: "reset", by: "peer", code: rstCodes.GOING_AWAY, deliveredBytes: 0 });
    }
  }

  // Streams.

  get streamQueueBytes(): number {
    return this.#limits.streamQueueBytes;
  }

  get flushCount(): number {
    return this.#outbound.flushCount;
  }

  offer(stream: StreamCore): void {
    this.#outbound.offer(stream);
  }

  drained(stream: StreamCore): void {
    this.#outbound.noteDrained(stream);
  }

  sendReset(stream: StreamCore, code: number, note: string): void {
    this.#outbound.rst(stream.id, code, stream.deliveredBytes, note);
  }

  replenish(stream: StreamCore, window: ReceiveWindow): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#windows.fit(window, nowMs, this.#pings.rttMs)) this.#grewAtMs = nowMs;
    this.#outbound.window(stream.id, window.give());
  }

  forget(stream: StreamCore): void {
    this.#streams.remove(stream);
    this.#outbound.withdraw(stream);
    this.#windows.release(stream.receiveWindow);
  }

  #begin(
    id: number,
    request: OpenRequest,
    windowBytes: number,
    events: StreamEvents | null,
  ): StreamCore {
    const openedHere = events !== null;
    const { creditBytes } = request;
    const stream = new StreamCore(this, {
      id,
      request,
      openedHere,
      sendCreditBytes: openedHere
        ? Math.min(this.#options.peer.creditBytes, creditBytes)
        : creditBytes,
      receiveWindowBytes: windowBytes,
      events,
    });
    this.#streams.add(stream);
    this.#windows.begin(windowBytes);
    return stream;
  }

  #hasPlace(request: OpenRequest): boolean {
    const { maxStreams } = this.#options.local;
    return this.#streams.peerCount < maxStreams && this.#windows.fits(this.#windowOf(request));
  }

  /** A stream begins alike each way, so that the opener's care for its budget spares the other's. */
  #windowOf(request: OpenRequest): number {
    const bytes = Math.min(this.#options.local.creditBytes, request.creditBytes);
    return beginBytes(request.kind, bytes);
  }

  /** A frame for a closed stream is late and dropped; one for a stream that never was is a fault. */
  #afterUnknown(streamId: number): number {
    return this.#streams.wasOpened(streamId) ? goOn : closeCodes.PROTOCOL_ERROR;
  }

  #growthNeedsPing(nowMs: number): boolean {
    return (
      nowMs - this.#grewAtMs < growthLastsMs && nowMs - this.#pings.lastAtMs >= growthPingEveryMs
    );
  }

  #state(): MuxStatus["state"] {
    if (this.closed) return "closed";
    if (this.#peerGoAway !== null || this.#saidGoAway) return "draining";
    return this.suspect ? "suspect" : "live";
  }

  #loseStreams(code: number | null): void {
    for (const stream of this.#streams.all()) stream.close({ kind: "lost", code });
  }

  #finish(end: MuxEnd): void {
    this.#closed = true;
    this.#closing = null;
    this.#parser.stop();
    this.#outbound.stop();
    this.#options.wheel.remove(this);
    this.#loseStreams(end.code);
    this.#options.handlers.onClose(end);
  }
}
