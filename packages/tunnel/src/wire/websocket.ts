import { closeCodes } from "../codes.ts";
import { Intake } from "./intake.ts";
import { kernelBacklogBytes, type RawSocket } from "./raw.ts";
import { Unconfirmed } from "./unconfirmed.ts";
import type { Wire, WireSink } from "./wire.ts";

/** What `ws` may hand over; with `binaryType` nodebuffer it is always a Buffer. */
export type WebSocketData = Buffer | ArrayBuffer | Buffer[];

/** What is used of a `ws` WebSocket. */
export interface WebSocketLike {
  binaryType: string;
  send(
    data: Uint8Array,
    options: { binary: boolean; compress: boolean },
    done: (error?: Error | null) => void,
  ): void;
  close(code?: number, text?: string): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  on(event: "message", listener: (data: WebSocketData, isBinary: boolean) => void): unknown;
  on(event: "close", listener: (code: number, reason: Buffer) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** What is used of the socket below, where it is known. */
export type WebSocketCarrier = Pick<RawSocket, "_handle" | "cork" | "uncork" | "setNoDelay">;

const sendOptions = { binary: true, compress: false };

/**
 * Binary messages that cut the byte stream anywhere. Back-pressure counts the bytes whose send
 * callback has not come; `socket`, the carrier below, makes one write of a flush.
 */
export function webSocketWire(ws: WebSocketLike, socket?: WebSocketCarrier): Wire {
  return new WebSocketWire(ws, socket);
}

class WebSocketWire implements Wire {
  readonly kind = "websocket";
  readonly #ws: WebSocketLike;
  readonly #socket: WebSocketCarrier | undefined;
  readonly #intake: Intake;
  readonly #unconfirmed = new Unconfirmed();
  #failure = "";

  constructor(ws: WebSocketLike, socket: WebSocketCarrier | undefined) {
    this.#ws = ws;
    this.#socket = socket;
    this.#intake = new Intake({ pause: () => ws.pause(), resume: () => ws.resume() });
    ws.binaryType = "nodebuffer";
    socket?.setNoDelay(true);
    ws.on("message", (data, isBinary) => this.#onMessage(data, isBinary));
    ws.pause();
    ws.on("error", (error) => {
      this.#failure = error.message;
    });
    ws.on("close", (code, reason) => {
      const text = reason.length > 0 ? reason.toString() : this.#failure;
      this.#intake.end({ code: isOurCode(code) ? code : null, text });
    });
  }

  get queuedBytes(): number {
    return this.#unconfirmed.bytes;
  }

  sentMark(): number {
    return this.#unconfirmed.confirmedBytes - kernelBacklogBytes(this.#socket);
  }

  attach(sink: WireSink): void {
    this.#intake.attach(sink);
  }

  detach(unread: Buffer): void {
    this.#intake.detach(unread);
  }

  write(parts: readonly Buffer[]): void {
    this.#socket?.cork();
    for (const part of parts) {
      this.#unconfirmed.add(part.length);
      this.#ws.send(part, sendOptions, this.#onSent);
    }
    this.#socket?.uncork();
  }

  close(code: number, text: string): void {
    this.#ws.close(code, text);
  }

  destroy(): void {
    this.#ws.terminate();
  }

  #onMessage(data: WebSocketData, isBinary: boolean): void {
    if (isBinary && Buffer.isBuffer(data)) {
      this.#intake.push(data);
      return;
    }
    const text = "a text message";
    this.#ws.close(closeCodes.PROTOCOL_ERROR, text);
    this.#intake.end({ code: closeCodes.PROTOCOL_ERROR, text });
  }

  readonly #onSent = (error?: Error | null): void => {
    if (error) return;
    this.#unconfirmed.confirm();
    this.#intake.flushed();
  };
}

/** Codes below 4000 are WebSocket's own and say nothing about the tunnel. */
function isOurCode(code: number): boolean {
  return code >= 4_000 && code <= 4_999;
}
