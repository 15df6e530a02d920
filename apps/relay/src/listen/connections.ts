import type { Socket } from "node:net";
import { isTrustedProxy, normalizeAddress, type TrustedProxies } from "@homeport/platform";

/** Something that is being done for a visitor and is pointless without one. */
export interface Waiting {
  visitorGone(): void;
  /** The visitor has taken no byte for too long. */
  visitorStalled(): void;
  /** The connection is closed: nothing more will be told of it. */
  connectionClosed(): void;
}

/** A visitor's connection. Mostly one request at a time; more when the visitor pipelines. */
export class Connection {
  /** Address of the socket's other end; empty when the system does not tell. */
  readonly peerAddress: string;
  /** Whether that end is a proxy whose `X-Forwarded-*` are believed. */
  readonly peerTrusted: boolean;
  /** Nobody knows where the next request begins, so none is read from this connection any more. */
  poisoned = false;
  readonly #waiting = new Set<Waiting>();
  #switched = false;

  constructor(socket: Socket, trusted: TrustedProxies) {
    this.peerAddress = normalizeAddress(socket.remoteAddress ?? "") ?? "";
    this.peerTrusted = isTrustedProxy(this.peerAddress, trusted);
  }

  get busy(): boolean {
    return this.#switched || this.#waiting.size > 0;
  }

  add(waiting: Waiting): void {
    this.#waiting.add(waiting);
  }

  remove(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }

  /** From here on an end of the visitor's side is half of a conversation, and passed on as such. */
  switched(): void {
    this.#switched = true;
    this.#waiting.clear();
  }

  stalled(): void {
    for (const waiting of this.#waiting) waiting.visitorStalled();
  }

  gone(): void {
    for (const waiting of this.#waiting) waiting.visitorGone();
  }

  closed(): void {
    for (const waiting of this.#waiting) {
      waiting.visitorGone();
      waiting.connectionClosed();
    }
    this.#waiting.clear();
  }
}

/** Knows the connections of one listener. */
export interface Connections {
  readonly size: number;
  /** Begins to watch a new connection: its end is the end of all that waits on it. */
  track(socket: Socket): void;
  of(socket: Socket): Connection;
  /** Ends those on which nothing is being done. */
  closeIdle(): void;
  destroyAll(): void;
}

export function createConnections(trusted: TrustedProxies): Connections {
  const bySocket = new Map<Socket, Connection>();

  function of(socket: Socket): Connection {
    const known = bySocket.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(socket, trusted);
    // A TLS handshake that fails asks for a connection that is never tracked, and may already be closed.
    if (!socket.destroyed) {
      bySocket.set(socket, connection);
      socket.once("close", () => bySocket.delete(socket));
    }
    return connection;
  }

  return {
    get size() {
      return bySocket.size;
    },
    track(socket) {
      const connection = of(socket);
      // A visitor who closes sends an end first; what waits for it would otherwise go on until a write fails.
      socket.on("end", () => connection.gone());
      socket.on("close", () => connection.closed());
    },
    of,
    closeIdle() {
      for (const [socket, connection] of bySocket) if (!connection.busy) socket.destroy();
    },
    destroyAll() {
      for (const socket of bySocket.keys()) socket.destroy();
    },
  };
}
