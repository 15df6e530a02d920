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
  /** One more than visitors may have: it is told so, unless it turns out to be an agent's. */
  surplus = false;
  readonly #waiting = new Set<Waiting>();
  readonly #onTunnel: () => void;
  #switched = false;

  constructor(socket: Socket, trusted: TrustedProxies, onTunnel: () => void) {
    this.#onTunnel = onTunnel;
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

  /** It is an agent's, and no visitor's any more. */
  becameTunnel(): void {
    this.switched();
    this.#onTunnel();
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

export interface VisitorBounds {
  readonly maxVisitors: number;
  /** Further connections that are let in to be told so, and so that agents find the door. */
  readonly maxSurplus: number;
}

/** Knows the connections of one listener. */
export interface Connections {
  readonly size: number;
  /** Those that are no agent's. */
  readonly visitors: number;
  /**
   * Begins to watch a new connection: its end is the end of all that waits on it. One for which there is no room at
   * all is destroyed.
   */
  track(socket: Socket): void;
  of(socket: Socket): Connection;
  /** Ends those on which nothing is being done. */
  closeIdle(): void;
  destroyAll(): void;
}

export function createConnections(
  trusted: TrustedProxies,
  bounds: VisitorBounds,
  onDropped: () => void,
): Connections {
  const bySocket = new Map<Socket, Connection>();
  const visitors = new Set<Socket>();

  function of(socket: Socket): Connection {
    const known = bySocket.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(socket, trusted, () => visitors.delete(socket));
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
    get visitors() {
      return visitors.size;
    },
    track(socket) {
      if (visitors.size >= bounds.maxVisitors + bounds.maxSurplus) {
        onDropped();
        socket.destroy();
        return;
      }
      const connection = of(socket);
      connection.surplus = visitors.size >= bounds.maxVisitors;
      visitors.add(socket);
      // A visitor who closes sends an end first; what waits for it would otherwise go on until a write fails.
      socket.on("end", () => connection.gone());
      socket.on("close", () => {
        visitors.delete(socket);
        connection.closed();
      });
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
