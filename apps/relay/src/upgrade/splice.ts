import { type MuxStream, rstCodes, type StreamEnd } from "@homeport/tunnel";
import { resetSocket } from "../listen/reset-socket.ts";
import type { SwitchedConnection } from "../transport/visitor.ts";

/** The part of a stream's events that an upgraded connection takes over. */
export interface Splice {
  readonly bytesIn: number;
  onData(bytes: Buffer): void;
  onEnd(): void;
  onDrain(): void;
  onClose(end: StreamEnd): void;
  /** Ends the visitor's connection; the caller ends the stream. */
  cut(): void;
}

/**
 * Joins a visitor's connection and a stream without looking at what passes. `rest` came behind the
 * target's 101 and goes first; its credit is the caller's. An end of one side is an end for the other
 * side's reading only, so half-closed protocols work; a reset or a lost tunnel resets the visitor.
 */
export function spliceConnection(
  connection: SwitchedConnection,
  stream: MuxStream,
  rest: Buffer,
): Splice {
  const { socket, early, onBytesOut } = connection;
  let heldBytes = 0;
  let bytesIn = 0;

  function fromVisitor(bytes: Buffer): void {
    bytesIn += bytes.length;
    if (!stream.write(bytes)) socket.pause();
  }

  function toVisitor(bytes: Buffer): boolean {
    onBytesOut(bytes.length);
    return socket.write(bytes);
  }

  if (rest.length > 0) toVisitor(rest);
  for (const bytes of early) fromVisitor(bytes);
  socket.on("data", fromVisitor);
  socket.on("end", () => stream.end());
  socket.on("drain", () => {
    const taken = heldBytes;
    heldBytes = 0;
    if (taken > 0) stream.consumed(taken);
  });
  socket.on("close", () => {
    if (!stream.closed) stream.reset(rstCodes.CANCELLED);
  });
  if (!stream.closed && socket.isPaused()) socket.resume();

  return {
    get bytesIn() {
      return bytesIn;
    },
    onData(bytes) {
      if (toVisitor(bytes)) stream.consumed(bytes.length);
      else heldBytes += bytes.length;
    },
    onEnd: () => void socket.end(),
    onDrain: () => void socket.resume(),
    onClose(end) {
      if (end.kind === "ended") socket.end();
      else resetSocket(socket);
    },
    cut: () => resetSocket(socket),
  };
}
