import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import type { MuxStream } from "@homeport/tunnel";
import { RelayError } from "../../errors.ts";
import type { Splice } from "../../upgrade/splice.ts";
import type { AnswerHead } from "../answer-head.ts";
import type { BodySink } from "../body-sink.ts";
import type { Fields } from "../fields.ts";
import { maxHeadBytes } from "../head-reader.ts";
import type { RequestBody } from "../request-body.ts";
import type { RequestHead } from "../request-head.ts";
import type { CarriedRequest } from "../transport.ts";
import type { Try, TryEnd, TryOwner } from "../try.ts";
import type { Visitor } from "../visitor.ts";
import { AnswerParts } from "./answer-parts.ts";
import { AnswerStream, type Taker } from "./answer-stream.ts";

/**
 * One sending of a request by `node:http` over a stream of its own: *open* until the owner was told the end or has
 * ended it, then *over*; *switched* in between after a 101, which `node:http` never sees: the stream changes hands
 * before it.
 */
export class OwnTry implements Try, Taker, BodySink {
  readonly upgrade: boolean;
  readonly #owner: TryOwner;
  readonly #carried: CarriedRequest<Visitor>;
  readonly #parts: AnswerParts;
  #answers: AnswerStream | null = null;
  #request: ClientRequest | null = null;
  #response: IncomingMessage | null = null;
  #head: AnswerHead | null = null;
  #switched = false;
  #over = false;

  constructor(owner: TryOwner, carried: CarriedRequest<Visitor>) {
    this.upgrade = carried.head.upgrade !== null;
    this.#owner = owner;
    this.#carried = carried;
    this.#parts = new AnswerParts((part) => {
      if (!this.#over && !owner.deliver(part)) this.#response?.pause();
    });
  }

  get method(): string {
    return this.#carried.head.method;
  }

  begin(body: RequestBody): void {
    const { open, onStreamClosed, head } = this.#carried;
    const answers = new AnswerStream(open, onStreamClosed);
    this.#answers = answers;
    answers.begin(this);
    // `node:http` sends a head that goes ahead of its body in the default encoding.
    answers.duplex.setDefaultEncoding("latin1");
    const request = httpRequest({
      createConnection: () => answers.duplex,
      method: head.method,
      path: head.target,
      headers: headersOf(head),
      maxHeaderSize: maxHeadBytes + 8,
    });
    this.#request = request;
    // Fields beyond the limit would be dropped in silence.
    request.maxHeadersCount = 0;
    request.on("response", (response) => this.#onResponse(response));
    request.on("error", (error) => this.#onError(error));
    request.on("drain", () => this.drained());
    if (head.framing.kind === "none") request.end();
    else request.flushHeaders();
    body.flowInto(this);
  }

  write(chunk: Buffer): boolean {
    return this.#request?.write(chunk) ?? true;
  }

  end(trailers: Fields): void {
    const pairs: [string, string][] = [];
    for (let at = 0; at + 1 < trailers.length; at += 2) {
      pairs.push([trailers[at] ?? "", trailers[at + 1] ?? ""]);
    }
    if (pairs.length > 0) this.#request?.addTrailers(pairs);
    this.#request?.end();
  }

  #onResponse(response: IncomingMessage): void {
    this.#response = response;
    if (this.#head !== null) this.#parts.head(this.#head);
    response.on("data", (chunk: Buffer) => this.#parts.slice(chunk));
    response.on("end", () => this.#parts.end(response.rawTrailers));
    response.on("error", (error) => this.#onError(error));
  }

  #onError(error: Error): void {
    if (this.#over || this.#switched) return;
    if (this.#answers?.targetEnded === true) {
      this.cutOff({ end: { kind: "ended" }, flushed: true, reused: false });
    } else this.garbled(new RelayError("TARGET_ANSWER_INVALID", { cause: error }));
  }

  heard(): void {
    this.#owner.heard();
  }

  inform(head: AnswerHead): void {
    this.#owner.inform(head);
  }

  headRead(head: AnswerHead): void {
    this.#head = head;
  }

  switchTo(head: AnswerHead, stream: MuxStream, rest: Buffer): Splice {
    this.#switched = true;
    return this.#owner.switchTo(head, stream, rest);
  }

  drained(): void {
    if (!this.#over) this.#owner.drained();
  }

  garbled(error: unknown): void {
    this.#parts.drop();
    if (!this.#over) this.#owner.failed(error);
  }

  cutOff(how: TryEnd): void {
    this.#parts.flush();
    if (this.#over) return;
    this.#over = true;
    this.#owner.closed(how);
  }

  onVisitorDrained(): void {
    this.#response?.resume();
  }

  complete(requestSent: boolean): void {
    this.#over = true;
    this.#answers?.rest(requestSent && this.#request?.writableFinished === true);
    this.#answers?.duplex.destroy();
  }

  cancel(): void {
    this.#over = true;
    this.#answers?.cancel();
  }
}

const bodiless = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);

function headersOf(head: RequestHead): string[] {
  const { fields, upgrade } = head;
  const connection =
    upgrade === null ? ["Connection", "keep-alive"] : ["Connection", "Upgrade", "Upgrade", upgrade];
  return [...fields, ...framingOf(head), ...connection];
}

function framingOf({ method, framing }: RequestHead): string[] {
  if (framing.kind === "chunked") return ["Transfer-Encoding", "chunked"];
  if (framing.kind === "length") return ["Content-Length", String(framing.bytes)];
  // Told nothing, `node:http` would give every other method a chunked body.
  return bodiless.has(method) ? [] : ["Content-Length", "0"];
}
