import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";

const maxEvents = 10_000;
const maxBytes = 1024 ** 3;

/**
 * The HTTP server inside the agent that answers streams of kind echo. It listens on no port; each
 * stream is handed to it as a connection, so it shows that the way through relay and tunnel works
 * without any app being there.
 */
export function createEcho(): { accept(connection: Duplex): void; close(): void } {
  const server: Server = createServer(answer);
  server.requestTimeout = 0;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 * 1024 });
  server.on("upgrade", (request, socket, head) => {
    if (pathOf(request) !== "/ws") {
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on("message", (data, isBinary) => accepted.send(data, { binary: isBinary }));
      accepted.on("error", () => accepted.terminate());
    });
  });
  return {
    accept: (connection) => server.emit("connection", connection),
    close: () => server.closeAllConnections(),
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = pathOf(request);
  if (request.method === "POST" && path === "/echo") {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    request.pipe(response);
    return;
  }
  const bytes = /^\/bytes\/(\d{1,10})$/.exec(path);
  if (bytes?.[1] !== undefined) {
    sendBytes(Math.min(Number(bytes[1]), maxBytes), response);
    return;
  }
  const events = /^\/events\/(\d{1,5})$/.exec(path);
  if (events?.[1] !== undefined) {
    sendEvents(Number(events[1]), request, response);
    return;
  }
  const healthy = path === "/healthz";
  response.writeHead(healthy ? 200 : 404, { "content-type": "text/plain" });
  response.end(healthy ? "ok\n" : "not found\n");
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

/** Sends `count` bytes that follow from the count alone, so that a caller can check them. */
function sendBytes(count: number, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": count });
  const block = createHash("sha512").update(String(count)).digest();
  const chunk = Buffer.alloc(65_536, block);
  let left = count;
  const send = (): void => {
    while (left > 0) {
      const part = left >= chunk.length ? chunk : chunk.subarray(0, left);
      left -= part.length;
      if (!response.write(part)) {
        response.once("drain", send);
        return;
      }
    }
    response.end();
  };
  send();
}

/** Sends `count` server-sent events, `everyMs` apart (default 100, at least 1). */
function sendEvents(count: number, request: IncomingMessage, response: ServerResponse): void {
  const query = new URL(request.url ?? "/", "http://echo").searchParams;
  const everyMs = Math.max(1, Number(query.get("everyMs") ?? "100") || 100);
  const total = Math.min(count, maxEvents);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  let sent = 0;
  const send = (): void => {
    sent += 1;
    response.write(`data: ${sent}\n\n`);
    if (sent < total) return;
    clearInterval(timer);
    response.end();
  };
  const timer = setInterval(send, everyMs);
  response.once("close", () => clearInterval(timer));
}
