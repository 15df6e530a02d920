import type { Wire } from "./wire.ts";
/** What is used of a `net.Socket` or `tls.TLSSocket`. */
export interface RawSocket {
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
/** `head` are bytes that arrived with the upgrade. */
export declare function rawWire(socket: RawSocket, head?: Buffer): Wire;
