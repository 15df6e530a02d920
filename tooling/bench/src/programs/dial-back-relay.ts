import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { announce } from "./announce.ts";

/**
 * The tunnel that has no framing of its own: the agent is called on one WebSocket and dials back with
 * another for each request, which then carries that request alone.
 */
const waiting = new Map<string, { request: IncomingMessage; response: ServerResponse }>();
let control: WebSocket | null = null;

const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const id = randomUUID();
  waiting.set(id, { request, response });
  const { method, url, headers } = request;
  control?.send(JSON.stringify({ id, method, url, headers }));
});

interface Head {
  status: number;
  fields: string[];
}

/** The first message is the head of the answer, the others its body; the end closes the socket. */
function carry(socket: WebSocket, id: string): void {
  const waited = waiting.get(id);
  waiting.delete(id);
  if (waited === undefined) {
    socket.close();
    return;
  }
  const { request, response } = waited;
  let hasHead = false;
  socket.on("message", (data: Buffer) => {
    if (hasHead) response.write(data);
    else {
      const { status, fields } = JSON.parse(String(data)) as Head;
      response.writeHead(status, fields);
      hasHead = true;
    }
  });
  socket.on("close", () => response.end());
  request.on("data", (chunk: Buffer) => socket.send(chunk));
  request.on("end", () => socket.send("end"));
}

new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket, request) => {
  const id = request.url?.slice(1) ?? "";
  if (id === "control") control = socket;
  else carry(socket, id);
});

announce(server);
