import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * Ends a connection so that nobody takes what was sent for complete. TLS has its own word for an orderly
 * end, which a destroyed connection leaves out; its sockets cannot be reset from here.
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
