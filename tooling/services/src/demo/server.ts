import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import { z } from "zod";
import type { Notes } from "./notes.ts";
import type { Uploads } from "./uploads.ts";

interface DemoParts {
  readonly notes: Notes;
  readonly uploads: Uploads;
}

const assets = {
  "/": { file: "index.html", type: "text/html; charset=utf-8" },
  "/app.css": { file: "app.css", type: "text/css; charset=utf-8" },
  "/app.js": { file: "app.js", type: "text/javascript; charset=utf-8" },
} as const;

const noteInput = z.object({ text: z.string().trim().min(1).max(2_000) });
const maxNoteBytes = 16 * 1024;

/** The sample app's HTTP server: notes, uploads, live updates by SSE and an echo by WebSocket. */
export function createDemoServer(parts: DemoParts): Server {
  const server = createServer((request, response) => {
    answer(parts, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: "The sample app could not do that." });
    });
  });
  // An upload may take longer than the default five minutes.
  server.requestTimeout = 0;
  serveEcho(server);
  return server;
}

async function answer(
  parts: DemoParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const route = `${request.method} ${path}`;
  if (route === "GET /api/me") return sendJson(response, 200, visitorOf(request));
  if (route === "GET /api/notes") return sendJson(response, 200, parts.notes.list());
  if (route === "POST /api/notes") return addNote(parts.notes, request, response);
  if (route === "GET /api/live") return sendLive(parts.notes, request, response);
  if (route === "GET /api/uploads") return sendJson(response, 200, await parts.uploads.list());
  if (route === "POST /api/uploads") return storeUpload(parts.uploads, request, response);
  const note = /^DELETE \/api\/notes\/(\d+)$/.exec(route);
  if (note !== null) {
    const removed = await parts.notes.remove(Number(note[1]));
    return sendJson(response, removed ? 200 : 404, { removed });
  }
  const upload = /^GET \/api\/uploads\/([0-9a-f-]{36})$/.exec(route);
  if (upload?.[1] !== undefined) return sendUpload(parts.uploads, upload[1], response);
  return sendAsset(path, response);
}

/** Who is asking, as the gate in front says it; without a gate everyone is a guest. */
function visitorOf(request: IncomingMessage): { name: string; email: string } {
  const name = decodeHeader(request.headers["x-homeport-name"]);
  return { name: name || "Guest", email: decodeHeader(request.headers["x-homeport-email"]) };
}

/** Header values arrive percent-encoded where they are not plain ASCII. */
function decodeHeader(value: string | string[] | undefined): string {
  if (typeof value !== "string") return "";
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

async function addNote(
  notes: Notes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxNoteBytes) return sendJson(response, 413, { error: "That is too long." });
    chunks.push(chunk);
  }
  const parsed = noteInput.safeParse(parseJson(Buffer.concat(chunks).toString("utf8")));
  if (!parsed.success) return sendJson(response, 400, { error: "Write something first." });
  sendJson(response, 201, await notes.add(parsed.data.text, visitorOf(request).name));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends the whole list at once and again after every change, as server-sent events. */
function sendLive(notes: Notes, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const send = () => response.write(`data: ${JSON.stringify(notes.list())}\n\n`);
  send();
  const unwatch = notes.watch(send);
  const beat = setInterval(() => response.write(": still here\n\n"), 20_000);
  request.once("close", () => {
    clearInterval(beat);
    unwatch();
  });
}

async function storeUpload(
  uploads: Uploads,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = decodeHeader(request.headers["x-file-name"]) || "file";
  sendJson(response, 201, await uploads.store(name, request));
}

async function sendUpload(uploads: Uploads, id: string, response: ServerResponse): Promise<void> {
  const opened = await uploads.open(id);
  if (opened === null) return sendJson(response, 404, { error: "There is no such file." });
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": opened.upload.sizeBytes,
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(opened.upload.name)}`,
  });
  opened.body.once("error", () => response.destroy());
  response.once("close", () => opened.body.destroy());
  opened.body.pipe(response);
}

function sendAsset(path: string, response: ServerResponse): void {
  const asset = Object.entries(assets).find(([known]) => known === path)?.[1];
  if (asset === undefined) {
    sendJson(response, 404, { error: "Nothing is here." });
    return;
  }
  response.writeHead(200, { "content-type": asset.type });
  response.end(readFileSync(new URL(`./public/${asset.file}`, import.meta.url)));
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

/** `/echo` sends every message back as it came, text as text and binary as binary. */
function serveEcho(server: Server): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 16 * 1024 * 1024,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  sockets.on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on("error", () => socket.terminate());
  });
  server.on("upgrade", (request, socket, head) => {
    if (request.url !== "/echo") {
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) =>
      sockets.emit("connection", accepted),
    );
  });
}
