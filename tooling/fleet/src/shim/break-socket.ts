import type { Socket } from "node:net";

/** Ends a connection as a broken network does. A Unix socket has no addresses, and knows no reset. */
export function breakSocket(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
