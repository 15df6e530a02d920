import type { Timer } from "@homeport/platform";
import type { MuxStream, OpenRequest, StreamEnd, StreamEvents } from "@homeport/tunnel";
import type { Pace } from "./pace.ts";

/** Opens a stream whose bytes keep to a pace in both directions. Throws what `open` throws. */
export function openPaced(
  pace: Pace,
  owner: StreamEvents,
  open: (events: StreamEvents) => MuxStream,
): MuxStream {
  const paced = new PacedStream(pace, owner);
  paced.over(open(paced));
  return paced;
}

/**
 * A stream between its owner and the tunnel. Nothing is held here: towards the visitor the credit of what came
 * is given back later, so the target stops; towards the target a write asks to wait, so the visitor is not read.
 * Each direction is *free* or *waiting* for its one timer; the end of the stream stops both.
 */
class PacedStream implements MuxStream, StreamEvents {
  readonly #pace: Pace;
  readonly #owner: StreamEvents;
  #stream: MuxStream | null = null;
  #creditDueMs = 0;
  #owedBytes = 0;
  #creditTimer: Timer | null = null;
  #writeTimer: Timer | null = null;
  /** The stream itself asked to wait, too. */
  #full = false;

  constructor(pace: Pace, owner: StreamEvents) {
    this.#pace = pace;
    this.#owner = owner;
  }

  over(stream: MuxStream): void {
    this.#stream = stream;
  }

  onOpened(): void {
    this.#owner.onOpened?.();
  }

  onData(bytes: Buffer): void {
    const waitMs = this.#pace.charge("out", bytes.length);
    if (waitMs > 0) this.#creditDueMs = this.#pace.clock.monotonicMs() + waitMs;
    this.#owner.onData(bytes);
  }

  onEnd(): void {
    this.#owner.onEnd();
  }

  onDrain(): void {
    this.#full = false;
    if (this.#writeTimer === null) this.#owner.onDrain?.();
  }

  onClose(end: StreamEnd): void {
    this.#creditTimer?.cancel();
    this.#writeTimer?.cancel();
    this.#owner.onClose(end);
  }

  consumed(byteCount: number): void {
    this.#owedBytes += byteCount;
    if (this.#creditTimer === null) this.#giveBack();
  }

  /** All that is owed at once, when the newest byte of it is paid for: what came meanwhile moved that moment. */
  #giveBack(): void {
    const waitMs = this.#creditDueMs - this.#pace.clock.monotonicMs();
    if (waitMs > 0) {
      this.#creditTimer = this.#pace.clock.after(waitMs, () => this.#giveBack()).unref();
      return;
    }
    const owed = this.#owedBytes;
    this.#creditTimer = null;
    this.#owedBytes = 0;
    this.#stream?.consumed(owed);
  }

  write(bytes: Buffer): boolean {
    const stream = this.#stream;
    if (stream === null) return true;
    if (!stream.write(bytes)) this.#full = true;
    const waitMs = stream.closed ? 0 : this.#pace.charge("in", bytes.length);
    if (waitMs > 0) {
      this.#writeTimer?.cancel();
      this.#writeTimer = this.#pace.clock.after(waitMs, () => this.#mayWrite()).unref();
    }
    return !this.#full && this.#writeTimer === null;
  }

  #mayWrite(): void {
    this.#writeTimer = null;
    if (!this.#full) this.#owner.onDrain?.();
  }

  end(last?: Buffer): void {
    this.#stream?.end(last);
  }

  reset(code: number): void {
    this.#stream?.reset(code);
  }

  release(): void {
    this.#stream?.release();
  }

  accept(): void {
    this.#stream?.accept();
  }

  listen(events: StreamEvents): void {
    this.#stream?.listen(events);
  }

  markDelivered(byteCount: number): void {
    this.#stream?.markDelivered(byteCount);
  }

  get id(): number {
    return this.#opened.id;
  }

  get request(): OpenRequest {
    return this.#opened.request;
  }

  get openedHere(): boolean {
    return true;
  }

  get closed(): boolean {
    return this.#opened.closed;
  }

  get queuedBytes(): number {
    return this.#opened.queuedBytes;
  }

  get sentBytes(): number {
    return this.#opened.sentBytes;
  }

  get receivedBytes(): number {
    return this.#opened.receivedBytes;
  }

  get flushed(): boolean {
    return this.#opened.flushed;
  }

  get deliveredBytes(): number {
    return this.#opened.deliveredBytes;
  }

  get #opened(): MuxStream {
    if (this.#stream === null) throw new Error("The stream is not open yet.");
    return this.#stream;
  }
}
