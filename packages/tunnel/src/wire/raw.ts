import { Intake } from "./intake.ts";
import { Unconfirmed } from "./unconfirmed.ts";
import type { Wire } from "./wire.ts";

/** What is used of a `net.Socket` or `tls.TLSSocket`. */
export interface RawSocket {
  /** Node's own handle; its write queue is what the kernel has not taken yet. */
  readonly _handle?: { readonly writeQueueSize?: number } | null;
  setNoDelay(on: boolean): unknown;
  cork(): void;
  uncork(): void;
  write(bytes: Uint8Array, done?: (error?: Error | null) => void): boolean;
  end(): unknown;
  destroy(): unknown;
  pause(): unknown;
  resume(): unknown;
  on(event: "data", listener: (bytes: Buffer) => void): unknown;
  on(event: "end" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** The bare byte stream behind an upgrade. `head` are bytes that arrived together with it. */
export function rawWire(socket: RawSocket, head?: Buffer): Wire {
  return new RawWire(socket, head);
}

class RawWire implements Wire {
  readonly kind = "raw";
  readonly #socket: RawSocket;
  readonly #intake: Intake;
  readonly #unconfirmed = new Unconfirmed();
  #failure = "";

  constructor(socket: RawSocket, head: Buffer | undefined) {
    this.#socket = socket;
    this.#intake = new Intake({ pause: () => socket.pause(), resume: () => socket.resume() });
    socket.setNoDelay(true);
    if (head !== undefined && head.length > 0) this.#intake.push(head);
    socket.on("data", (bytes) => this.#intake.push(bytes));
    socket.pause();
    socket.on("error", (error) => {
      this.#failure = error.message;
    });
    // A tunnel has no half-open state: a peer that ends has left.
    socket.on("end", () => socket.destroy());
    socket.on("close", () => this.#intake.end({ code: null, text: this.#failure }));
  }

  get queuedBytes(): number {
    return this.#unconfirmed.bytes;
  }

  sentMark(): number {
    return this.#unconfirmed.confirmedBytes - kernelBacklogBytes(this.#socket);
  }

  attach(sink: Parameters<Wire["attach"]>[0]): void {
    this.#intake.attach(sink);
  }

  detach(unread: Buffer): void {
    this.#intake.detach(unread);
  }

  write(parts: readonly Buffer[], byteCount: number): void {
    const last = parts.at(-1);
    if (last === undefined) return;
    this.#unconfirmed.add(byteCount);
    if (parts.length === 1) {
      this.#socket.write(last, this.#onWritten);
      return;
    }
    this.#socket.cork();
    for (const part of parts) {
      if (part === last) this.#socket.write(part, this.#onWritten);
      else this.#socket.write(part);
    }
    this.#socket.uncork();
  }

  close(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  readonly #onWritten = (error?: Error | null): void => {
    if (error) return;
    this.#unconfirmed.confirm();
    this.#intake.flushed();
  };
}

/** Bytes of the write under way that the kernel has not taken; 0 where Node does not tell. */
export function kernelBacklogBytes(socket: Pick<RawSocket, "_handle"> | undefined): number {
  return socket?._handle?.writeQueueSize ?? 0;
}
