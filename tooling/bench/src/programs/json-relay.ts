import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import { announce } from "./announce.ts";

/**
 * The tunnel that many begin with: whole bodies, base64 in JSON messages, one map of what waits, and a
 * deadline for each.
 */
const answerWithinMs = 30_000;
const waiting = new Map<string, { response: ServerResponse; deadline: NodeJS.Timeout }>();
let agent: import("ws").WebSocket | null = null;

interface Answer {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const id = randomUUID();
    const deadline = setTimeout(() => giveUp(id), answerWithinMs);
    waiting.set(id, { response, deadline });
    const { method, url, headers } = request;
    const body = Buffer.concat(chunks).toString("base64");
    agent?.send(JSON.stringify({ id, method, url, headers, body }));
  });
});

function giveUp(id: string): void {
  waiting.get(id)?.response.writeHead(504).end();
  waiting.delete(id);
}

function settle(answer: Answer): void {
  const waited = waiting.get(answer.id);
  if (waited === undefined) return;
  clearTimeout(waited.deadline);
  waiting.delete(answer.id);
  waited.response.writeHead(answer.status, answer.headers);
  waited.response.end(Buffer.from(answer.body, "base64"));
}

new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 2 ** 30 }).on(
  "connection",
  (socket) => {
    agent = socket;
    socket.on("message", (message) => settle(JSON.parse(String(message)) as Answer));
  },
);

announce(server);
