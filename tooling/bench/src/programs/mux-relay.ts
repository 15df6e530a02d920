import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { systemClock } from "@homeport/platform";
import {
  createBudget,
  createMux,
  createWheel,
  type Mux,
  type MuxStream,
  rawUpgradeToken,
  rawWire,
  relayBudgetBytes,
  rstCodes,
  type Wire,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocketServer } from "ws";
import { announce } from "./announce.ts";
import { limitsOf, muxTerms, noFields } from "./mux-terms.ts";

/**
 * The least that carries HTTP over our tunnel: no gate, no handshake, no strict reading of answers.
 * It shows what the wire itself costs; what the product adds is measured on the product.
 */
const wheel = createWheel(systemClock);
const budget = createBudget(relayBudgetBytes);
const [variant] = process.argv.slice(2);
let tunnel: Mux | null = null;

const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const opened = tunnel?.open({ kind: "http", ...noFields }, new Exchange(response));
  if (opened === undefined || typeof opened === "string") {
    response.writeHead(503).end();
    return;
  }
  carry(request, response, opened);
});

function carry(request: IncomingMessage, response: ServerResponse, stream: MuxStream): void {
  streams.set(response, stream);
  stream.write(headOf(request));
  request.on("data", (chunk: Buffer) => void stream.write(chunk));
  response.once("close", () => {
    if (!response.writableFinished) stream.reset(rstCodes.CANCELLED);
  });
}

const streams = new WeakMap<ServerResponse, MuxStream>();

function headOf(request: IncomingMessage): Buffer {
  let head = `${request.method} ${request.url} HTTP/1.1\r\n`;
  const fields = request.rawHeaders;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (fields[index]?.toLowerCase() === "connection") continue;
    head += `${fields[index]}: ${fields[index + 1]}\r\n`;
  }
  return Buffer.from(`${head}\r\n`, "latin1");
}

/** Reads an answer with a Content-Length; anything else is not asked for here. */
class Exchange {
  readonly #response: ServerResponse;
  #head: Buffer | null = Buffer.alloc(0);
  #left = 0;
  /** Bytes that the visitor has not taken; their credit waits for its drain. */
  #owedBytes = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on("drain", () => {
      streams.get(response)?.consumed(this.#owedBytes);
      this.#owedBytes = 0;
    });
  }

  onData(bytes: Buffer): void {
    if (this.#head === null) this.#pass(bytes, bytes.length);
    else this.#readHead(this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]));
  }

  onEnd(): void {
    this.#response.destroy();
  }

  onClose(end: { kind: string }): void {
    if (end.kind !== "released" && this.#left > 0) this.#response.destroy();
  }

  #readHead(bytes: Buffer): void {
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0) {
      this.#head = bytes;
      return;
    }
    this.#head = null;
    const [status = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
    const fields: string[] = [];
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon);
      const value = line.slice(colon + 1).trim();
      const lower = name.toLowerCase();
      if (lower === "content-length") this.#left = Number(value);
      if (lower !== "connection" && lower !== "keep-alive") fields.push(name, value);
    }
    this.#response.writeHead(Number(status.slice(9, 12)), fields);
    this.#pass(bytes.subarray(end + 4), bytes.length);
  }

  #pass(body: Buffer, taken: number): void {
    const stream = streams.get(this.#response);
    this.#left -= body.length;
    if (this.#left <= 0) {
      this.#response.end(body);
      stream?.release();
    } else if (this.#response.write(body)) stream?.consumed(taken);
    else this.#owedBytes += taken;
  }
}

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

server.on("upgrade", (request, socket, head) => {
  if (request.headers.upgrade === rawUpgradeToken) {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${rawUpgradeToken}\r\n\r\n`,
    );
    adopt(rawWire(request.socket, head));
  } else {
    sockets.handleUpgrade(request, socket, head, (ws) => adopt(webSocketWire(ws, request.socket)));
  }
});

function adopt(wire: Wire): void {
  tunnel = createMux({
    role: "relay",
    wire,
    clock: systemClock,
    wheel,
    budget,
    local: muxTerms,
    peer: muxTerms,
    limits: limitsOf(variant),
    handlers: {
      onOpen: (stream) => stream.reset(rstCodes.REFUSED),
      onClose: () => process.exit(1),
    },
  });
}

announce(server);
