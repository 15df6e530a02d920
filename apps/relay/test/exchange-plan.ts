import { createHash } from "node:crypto";
import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { gzipSync } from "node:zlib";

/** One random exchange: what is asked, and what the app does with it. */
export interface ExchangePlan {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly fields: readonly string[];
  readonly requestBytes: number;
  readonly requestChunked: boolean;
  readonly requestTrailers: boolean;
  readonly status: number;
  readonly reason: string;
  readonly answerFields: readonly string[];
  readonly answerBytes: number;
  /** How the answer is framed; `close` is ended by the end of the connection. */
  readonly framing: "length" | "chunked" | "close";
  readonly answerTrailers: boolean;
  readonly interim: number;
  /** Answers before it has read the request. */
  readonly early: boolean;
  /** Cuts the answer after half of its body. */
  readonly cut: boolean;
  /** The visitor waits for a 100 before it sends its body. */
  readonly expects: boolean;
  /** The body of the answer is compressed. */
  readonly gzip: boolean;
  /** The visitor leaves when the answer has begun; the app never ends it. */
  readonly leaves: boolean;
}

/**
 * Draws sizes up to 64 MiB, log-uniform as long as they fit into an even share of `totalBytes` over `exchanges`: the
 * large ones spend what many small ones have left.
 */
export function sizesWithin(
  totalBytes: number,
  exchanges: number,
  random: () => number,
): (begun: number) => number {
  let spentBytes = 0;
  return (begun) => {
    const leftBytes = Math.min(64 * 2 ** 20, (totalBytes * begun) / exchanges - spentBytes);
    if (random() < 0.15 || leftBytes < 1) return 0;
    const bytes = Math.floor(Math.exp(random() * Math.log(leftBytes)));
    spentBytes += bytes;
    return bytes;
  };
}

const methods = ["GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];
const statuses = [200, 200, 200, 201, 204, 206, 301, 304, 400, 404, 418, 500, 503];
const bodiless = new Set(["GET", "HEAD", "OPTIONS"]);

/** A number from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomPlan(id: string, random: () => number, size: () => number): ExchangePlan {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const chance = (share: number) => random() < share;
  const method = pick(methods);
  const framing = pick(["length", "chunked", "chunked", "close"] as const);
  const cookies = chance(0.2)
    ? [1, 2, 3, 4, 5].flatMap((at) => ["Set-Cookie", `c${at}=${at}; Path=/`])
    : [];
  const requestChunked = chance(0.5);
  const requestBytes = bodiless.has(method) ? 0 : size();
  const answerBytes = size();
  const early = chance(0.1);
  const status = early ? pick([400, 401, 413]) : pick(statuses);
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
  const gzip = answerBytes < 100_000 && chance(0.2);
  return {
    id,
    method,
    path: `/${"x".repeat(Math.floor(random() * 40))}?q=${encodeURIComponent(`ü ${random()}`)}`,
    fields: [
      ...["X-One", "1", "x-one", "2", "Accept", "*/*"],
      ...(chance(0.3) ? ["Cookie", "theme=dark; a=b"] : []),
      ...(chance(0.2) ? ["X-Latin", "\xfcber"] : []),
      ...(chance(0.2) ? ["TE", "trailers"] : []),
    ],
    requestBytes,
    requestChunked,
    requestTrailers: requestChunked && chance(0.3),
    status,
    reason: pick(["OK", "", "A reason of its own"]),
    answerFields: [
      ...["X-Answer", "a", "x-answer", "b", "ETag", '"x"'],
      ...cookies,
      ...(gzip ? ["Content-Encoding", "gzip"] : []),
      ...(chance(0.2) ? ["Date", "Thu, 01 Jan 2026 00:00:00 GMT"] : []),
    ],
    answerBytes,
    framing,
    answerTrailers: framing === "chunked" && chance(0.3),
    interim: chance(0.2) ? 1 + Math.floor(random() * 3) : 0,
    early,
    cut: chance(0.05),
    expects: requestBytes > 0 && !early && chance(0.1),
    gzip,
    leaves: hasBody && chance(0.04),
  };
}

/** What one side saw of an exchange, in a form that can be compared. */
export interface Seen {
  readonly lines: readonly string[];
}

/** The app of the differential test: does what the plan of each request says. */
export function planTarget(
  plans: ReadonlyMap<string, ExchangePlan>,
  onSeen: (id: string, seen: Seen) => void,
): RequestListener {
  return (request, response) => {
    const plan = plans.get(String(request.headers["x-plan"]));
    if (plan === undefined) {
      response.writeHead(500).end();
      return;
    }
    const hash = createHash("sha256");
    request.on("data", (chunk: Buffer) => hash.update(chunk));
    request.on("end", () => {
      onSeen(plan.id, {
        lines: [
          `${request.method} ${request.url}`,
          ...fieldLines(request.rawHeaders),
          hash.digest("hex"),
          ...fieldLines(request.rawTrailers),
        ],
      });
      if (!plan.early) void answer(plan, response);
    });
    request.on("error", () => undefined);
    response.on("close", () => {
      if (plan.leaves && !response.writableFinished) onSeen(plan.id, { lines: ["left"] });
    });
    if (plan.early) void answer(plan, response);
  };
}

async function answer(plan: ExchangePlan, response: ServerResponse): Promise<void> {
  response.sendDate = false;
  response.on("error", () => undefined);
  for (let at = 0; at < plan.interim; at += 1) {
    response.writeInformation(103, ["Link", `</${at}>; rel=preload`]);
  }
  const plain = bodyOf(`${numberOf(plan)} answer`, plan.answerBytes);
  const body = plan.gzip ? gzipSync(plain) : plain;
  const fields = [...plan.answerFields];
  if (plan.framing === "length") fields.push("Content-Length", String(body.length));
  if (plan.answerTrailers) fields.push("Trailer", "X-Sum");
  if (plan.framing === "close") {
    response.shouldKeepAlive = false;
    response.useChunkedEncodingByDefault = false;
  }
  if (plan.leaves) {
    response.writeHead(plan.status, plan.reason, [...plan.answerFields]).flushHeaders();
    return;
  }
  const withBody = plan.status !== 204 && plan.status !== 304 && plan.method !== "HEAD";
  if (!withBody) fields.splice(fields.indexOf("Trailer"), plan.answerTrailers ? 2 : 0);
  response.writeHead(plan.status, plan.reason, fields);
  if (!withBody) {
    response.end();
    return;
  }
  if (plan.cut && body.length > 1) {
    response.write(body.subarray(0, body.length >> 1), () => response.socket?.resetAndDestroy());
    return;
  }
  for (const piece of pieces(body)) {
    if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
  }
  if (plan.answerTrailers) response.addTrailers([["X-Sum", String(body.length)]]);
  response.end();
}

/** Runs one exchange against an address and tells what the visitor saw. */
export function runExchange(
  plan: ExchangePlan,
  to: { readonly port: number; readonly host: string },
): Promise<Seen> {
  return new Promise((resolve) => {
    const headers = ["Host", to.host, "X-Plan", plan.id, ...plan.fields];
    const chunked = plan.requestChunked && plan.requestBytes > 0;
    if (chunked) headers.push("Transfer-Encoding", "chunked");
    else if (plan.requestBytes > 0) headers.push("Content-Length", String(plan.requestBytes));
    if (plan.expects) headers.push("Expect", "100-continue");
    if (chunked && plan.requestTrailers) headers.push("Trailer", "X-Sum");
    const interim: string[] = [];
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: to.port, method: plan.method, path: plan.path, agent: false },
      headers,
    });
    request.on("information", (info) => interim.push(`${info.statusCode} ${info.headers["link"]}`));
    request.on("response", (response) => {
      if (plan.leaves) request.destroy();
      else void read(response, interim).then(resolve);
    });
    if (plan.leaves) request.on("close", () => resolve({ lines: ["left"] }));
    request.on("error", (error) => resolve({ lines: [...interim, `no answer: ${error.name}`] }));
    if (plan.expects) {
      request.flushHeaders();
      request.once("continue", () => sendBody(plan, request, chunked));
    } else sendBody(plan, request, chunked);
  });
}

function sendBody(plan: ExchangePlan, request: ClientRequest, chunked: boolean): void {
  const body = bodyOf(`${numberOf(plan)} request`, plan.requestBytes);
  for (const piece of pieces(body)) request.write(piece);
  if (chunked && plan.requestTrailers) request.addTrailers([["X-Sum", String(body.length)]]);
  request.end();
}

async function read(response: IncomingMessage, interim: readonly string[]): Promise<Seen> {
  const hash = createHash("sha256");
  const head = [
    `${response.statusCode} ${response.statusMessage}`,
    ...fieldLines(response.rawHeaders),
  ];
  try {
    for await (const chunk of response) hash.update(chunk);
  } catch {
    // Where it was cut depends on what was under way; that it was cut does not.
    return { lines: [...interim, ...head, "cut"] };
  }
  return { lines: [...interim, ...head, hash.digest("hex"), ...fieldLines(response.rawTrailers)] };
}

function fieldLines(fields: readonly string[]): string[] {
  return fields.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${fields[at + 1]}`] : []));
}

/** Both ways of one exchange carry the same bytes. */
function numberOf(plan: ExchangePlan): string {
  return plan.id.split("-").at(-1) ?? plan.id;
}

/** Bytes that follow from the name alone. */
function bodyOf(name: string, length: number): Buffer {
  const block = createHash("sha512").update(name).digest();
  return Buffer.alloc(length, block);
}

function* pieces(body: Buffer): Generator<Buffer> {
  const size = Math.max(1 + (body.length % 50_000), Math.ceil(body.length / 2_000));
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}
