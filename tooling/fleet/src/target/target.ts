import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

/** The app on the hosts: it does what it is asked, and remembers it. */
export interface Target extends AsyncDisposable {
  readonly url: string;
  /** Ids of requests with an effect, in the order in which they arrived; nothing is ever removed. */
  readonly effects: readonly string[];
}

export const requestIdField = "x-load-id";
const eventEveryMs = 100;

/**
 * Answers `GET /` with the id of the request, `POST /effect` once it is recorded, `PUT /digest` with the
 * SHA-256 of the body, `GET /events` with an endless event stream, and echoes WebSocket messages.
 */
export async function startTarget(): Promise<Target> {
  const effects: string[] = [];
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const id = String(request.headers[requestIdField] ?? "");
    if (request.url === "/digest") return sendDigest(request, response);
    if (request.url === "/events") return sendEvents(response);
    if (request.url === "/effect") effects.push(id);
    request.resume();
    response.end(id);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    socket.on("error", () => undefined);
    socket.on("message", (message, isBinary) => socket.send(message, { binary: isBinary }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function sendDigest(request: IncomingMessage, response: ServerResponse): void {
  const hash = createHash("sha256");
  request.on("data", (bytes) => hash.update(bytes));
  request.on("end", () => response.end(hash.digest("hex")));
}

function sendEvents(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  let sent = 0;
  const send = () => void response.write(`data: ${++sent}\n\n`);
  send();
  const timer = setInterval(send, eventEveryMs);
  response.once("close", () => clearInterval(timer));
}
