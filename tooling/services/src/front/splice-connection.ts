import { connect, type Socket } from "node:net";
import type { Backend } from "./backends.ts";

const connectWithinMs = 2_000;

/**
 * Joins a visitor with the first backend that can be reached. Another is tried only while none has been
 * reached: then no byte of the visitor has left. Each direction ends by itself; a side that breaks breaks
 * the other, so that a cut answer does not look complete.
 */
export function spliceConnection(
  visitor: Socket,
  [backend, ...others]: Backend[],
  onJoined: (visitor: Socket, backend: Backend) => void,
): void {
  if (!backend) {
    visitor.resetAndDestroy();
    return;
  }
  const socket = connect({
    host: "127.0.0.1",
    port: backend.port,
    allowHalfOpen: true,
    noDelay: true,
  });
  const patience = setTimeout(() => socket.destroy(new Error("no answer")), connectWithinMs);
  const leave = () => void socket.destroy();
  const tryNext = () => {
    clearTimeout(patience);
    visitor.off("error", leave).off("close", leave);
    if (!visitor.destroyed) spliceConnection(visitor, others, onJoined);
  };
  visitor.once("error", leave).once("close", leave);
  socket.once("error", tryNext);
  socket.once("connect", () => {
    clearTimeout(patience);
    socket.off("error", tryNext);
    visitor.off("error", leave).off("close", leave);
    onJoined(visitor, backend);
    join(visitor, socket);
    join(socket, visitor);
  });
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on("error", () => to.resetAndDestroy());
  from.on("close", () => {
    // Both directions of a whole connection have ended before it closes.
    if (!to.writableEnded) to.resetAndDestroy();
  });
}
