import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isPattern, patternAt } from "../pattern.ts";
import { announce } from "./announce.ts";

const pieceBytes = 65_536;
const paceEveryMs = 10;

/**
 * The app behind every contender: `/bytes/<n>` answers that many bytes, `/paced/<n>` bytes without end,
 * n a second, `/events` an event stream whose first event is there at once, `/sink` how many bytes of a
 * body were right, and an upgrade has every byte echoed.
 */
const server = createServer(
  { keepAliveTimeout: 75_000, requestTimeout: 0 },
  (request, response) => {
    const [, kind, count] = /^\/(\w+)\/?(\d*)$/.exec(request.url ?? "") ?? [];
    if (kind === "bytes") sendBytes(response, Number(count));
    else if (kind === "paced") sendPaced(response, Number(count));
    else if (kind === "events") sendEvents(response);
    else if (kind === "sink") judgeBody(request, response);
    else response.writeHead(404).end();
  },
);

function writeHead(response: ServerResponse, count: number): void {
  response.writeHead(200, { "content-length": count, "content-type": "text/plain" });
}

function sendBytes(response: ServerResponse, count: number): void {
  writeHead(response, count);
  if (count <= pieceBytes) {
    response.end(patternAt(0, count));
    return;
  }
  let left = count;
  function more(): void {
    while (left > 0) {
      const size = Math.min(left, pieceBytes);
      left -= size;
      if (!response.write(patternAt(0, size))) break;
    }
    if (left === 0) response.end();
    else response.once("drain", more);
  }
  more();
}

/** What could not be sent in time is not made up for: the visitor is slower, not the pace faster. */
function sendPaced(response: ServerResponse, bytesPerSecond: number): void {
  writeHead(response, Number.MAX_SAFE_INTEGER);
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    let dueBytes = Math.floor(((nowMs - lastMs) / 1_000) * bytesPerSecond);
    dueBytes -= dueBytes % 8;
    lastMs = nowMs;
    while (dueBytes > 0 && !response.writableNeedDrain) {
      const size = Math.min(dueBytes, pieceBytes);
      dueBytes -= size;
      response.write(patternAt(0, size));
    }
  }, paceEveryMs);
  response.once("close", () => clearInterval(timer));
}

function sendEvents(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write("data: first\n\n");
}

function judgeBody(request: IncomingMessage, response: ServerResponse): void {
  let count = 0;
  let right = 0;
  request.on("data", (chunk: Buffer) => {
    if (isPattern(chunk, count)) right += chunk.length;
    count += chunk.length;
  });
  request.on("end", () => response.end(String(right)));
}

server.on("upgrade", (_request, socket, head) => {
  socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
  if (head.length > 0) socket.write(head);
  socket.on("error", () => socket.destroy());
  socket.pipe(socket);
});

announce(server);
