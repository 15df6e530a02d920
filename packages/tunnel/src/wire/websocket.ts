import type { RawSocket } from "./raw.ts";
import type { Wire } from "./wire.ts";
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
  on(event: "message", listener: (data: never, isBinary: boolean) => void): unknown;
  on(event: "close", listener: (code: number, reason: Buffer) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}
/** `socket`, the carrier below, makes one write of a flush and turns Nagle off. */
export declare function webSocketWire(
  ws: WebSocketLike,
  socket?: Pick<RawSocket, "cork" | "uncork" | "setNoDelay">,
): Wire;
