import { createServer, type Server, type Socket } from "node:net";
import type { Backend, Backends } from "./backends.ts";
import { spliceConnection } from "./splice-connection.ts";

/**
 * The front in mode `connections`: the next connection goes to the next replica, whatever it speaks. It
 * reads no byte of it, so an agent's tunnel passes like a visitor's request. What is under way is never
 * cut: a replica that is not ready any more finishes what it has.
 */
export function createConnectionFront(
  backends: Backends,
  /** Told who got a visitor, before the visitor's first byte passes. */
  onJoined: (visitor: Socket, backend: Backend) => void = () => undefined,
): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (visitor: Socket) => {
    spliceConnection(visitor, backends.inTurn(), onJoined);
  });
}
