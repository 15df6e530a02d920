import { createServer, type IncomingMessage, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { RelayError } from "../errors.ts";
import { listMembers } from "../transport/fields.ts";
import type { Connections } from "./connections.ts";
import type { VisitHandler } from "./handle-visit.ts";
import { refuseSocket } from "./refuse-socket.ts";
import { resetSocket } from "./reset-socket.ts";

export interface VisitorServerDeps {
  readonly visits: VisitHandler;
  readonly connections: Connections;
  /** Takes an upgrade that asks for a tunnel; answers whether it was one. */
  readonly agentDoor: (request: IncomingMessage, socket: Socket, firstBytes: Buffer) => boolean;
  /** Takes an upgrade towards a TCP app; answers whether it was one. */
  readonly connectDoor: (request: IncomingMessage, socket: Socket, firstBytes: Buffer) => boolean;
  /** A visitor who took no byte for too long is about to be cut. */
  readonly onStalled: (socket: Socket) => void;
  /** A connection was closed unheard: there are too many. */
  readonly onDropped: () => void;
  readonly limits: ServerLimits;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

export interface ServerLimits {
  readonly headersTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly maxHeadBytes: number;
  /** A visitor that takes no byte for so long while bytes wait is cut. */
  readonly visitorStallMs: number;
  readonly tcpKeepAliveMs: number;
  /** Of agents and visitors together, those included that have not said yet what they are. */
  readonly maxConnections: number;
}

const checkEveryMs = 1_000;

/** The public listener: one `node:http` server for visitors, and the door for agents. */
export function createVisitorServer(deps: VisitorServerDeps): Server {
  const { limits, visits, connections } = deps;
  const options: ServerOptions = {
    // The default of 300 s counts the body too, and would cut every long upload.
    requestTimeout: 0,
    headersTimeout: limits.headersTimeoutMs,
    // The default of 30 s would let a head take that much longer than it may.
    connectionsCheckingInterval: Math.min(checkEveryMs, limits.headersTimeoutMs),
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.maxHeadBytes,
    insecureHTTPParser: false,
    // The relay answers these itself, so that every refusal looks alike.
    requireHostHeader: false,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: limits.tcpKeepAliveMs,
    // An upgrade with a body would leave bytes that are neither body nor protocol: it is a plain request.
    shouldUpgradeCallback: (request) => !hasBody(request) && !asksForHttp(request),
  };
  const server =
    deps.tls === undefined
      ? createServer(options)
      : createTlsServer({
          ...options,
          cert: deps.tls.cert,
          key: deps.tls.key,
          handshakeTimeout: limits.headersTimeoutMs,
        });
  // Fields beyond the limit would be dropped in silence; the relay counts and refuses instead.
  server.maxHeadersCount = 0;
  server.setTimeout(limits.visitorStallMs);
  server.maxConnections = limits.maxConnections;
  server.on("drop", deps.onDropped);
  // Behind TLS a request's socket is the secured one, not the one that was accepted.
  const connected = deps.tls === undefined ? "connection" : "secureConnection";
  server.on(connected, (socket: Socket) => connections.track(socket));
  server.on("timeout", (socket: Socket) => onTimeout(deps, socket));
  server.on("request", visits.onRequest);
  server.on("checkContinue", visits.onRequest);
  server.on("checkExpectation", visits.onRequest);
  server.on("upgrade", (request: IncomingMessage, socket: Socket, firstBytes: Buffer) => {
    if (deps.agentDoor(request, socket, firstBytes)) return;
    if (deps.connectDoor(request, socket, firstBytes)) return;
    visits.onUpgrade(request, socket, firstBytes);
  });
  server.on("connect", (_request: IncomingMessage, socket: Socket) =>
    refuseSocket(socket, new RelayError("METHOD_REFUSED")),
  );
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) =>
    onClientError(deps, error, socket),
  );
  return server;
}

function hasBody(request: IncomingMessage): boolean {
  const { headers } = request;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/**
 * An app that agreed to speak HTTP again, such as `h2c`, would take further requests on the same connection, which
 * no gate has read. RFC 9110 lets a server pass over an upgrade: to the app it is a plain request.
 */
function asksForHttp(request: IncomingMessage): boolean {
  const protocols = listMembers([request.headers.upgrade ?? ""]);
  return protocols.some((protocol) => /^(?:h[23]|https?(?:$|\/)|tls(?:$|\/))/.test(protocol));
}

/** Node calls this for idle connections and for stalled ones alike; a long answer is neither. */
function onTimeout(deps: VisitorServerDeps, socket: Socket): void {
  if (socket.writableLength > 0) {
    deps.onStalled(socket);
    resetSocket(socket);
  } else if (!deps.connections.of(socket).busy) {
    socket.destroy();
  }
}

/** The parser could not go on. What is being carried on this connection cannot be completed. */
function onClientError(
  deps: VisitorServerDeps,
  error: NodeJS.ErrnoException,
  socket: Socket,
): void {
  const connection = deps.connections.of(socket);
  connection.poisoned = true;
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
  } else if (connection.busy) {
    connection.gone();
    resetSocket(socket);
  } else {
    const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
    refuseSocket(socket, new RelayError(tooLarge ? "HEAD_TOO_LARGE" : "BAD_REQUEST"));
  }
}
