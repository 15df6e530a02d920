import { createServer, type ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import { announce } from "./announce.ts";

/** The tunnel that many begin with: whole bodies, base64 in JSON messages, one map of what waits. */
const waiting = new Map<number, ServerResponse>();
let agent: import("ws").WebSocket | null = null;
let nextId = 1;

interface Answer {
  id: number;
  status: number;
  headers: Record<string, string>;
  body: string;
}

const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const id = nextId++;
    waiting.set(id, response);
    const { method, url, headers } = request;
    const body = Buffer.concat(chunks).toString("base64");
    agent?.send(JSON.stringify({ id, method, url, headers, body }));
  });
});

new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 2 ** 30 }).on(
  "connection",
  (socket) => {
    agent = socket;
    socket.on("message", (message) => {
      const answer = JSON.parse(String(message)) as Answer;
      const response = waiting.get(answer.id);
      waiting.delete(answer.id);
      response?.writeHead(answer.status, answer.headers);
      response?.end(Buffer.from(answer.body, "base64"));
    });
  },
);

announce(server);
