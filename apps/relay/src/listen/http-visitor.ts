import type { IncomingMessage, ServerResponse } from "node:http";
import type { HomeportError } from "@homeport/platform";
import type { OwnAnswer } from "../pages/refusal.ts";
import { type AnswerFilter, answerFields } from "../transport/answer-fields.ts";
import type { AnswerHead } from "../transport/answer-head.ts";
import type { Fields } from "../transport/fields.ts";
import { carriedTrailers } from "../transport/trailers.ts";
import type { AnswerPart, Visitor } from "../transport/visitor.ts";
import { type DropLimits, dropRest } from "./drop-rest.ts";
import { resetSocket } from "./reset-socket.ts";

export interface HttpVisitorOptions {
  readonly requestId: string;
  readonly filter: AnswerFilter;
  readonly drop: DropLimits;
  readonly monotonicMs: () => number;
  /** Whether the request is framed as one with a body. */
  readonly hasBody: boolean;
  /** Whether the connection must end with this answer, asked when the head goes out. */
  readonly closing: () => boolean;
  /** How an error of the relay's own looks to this visitor. */
  readonly render: (error: HomeportError) => OwnAnswer;
  readonly cut: CutConnection;
  /** Once an answer has begun whose head does not say where it ends. */
  readonly onOpenEnded: () => void;
}

/** Up to here to copy bytes costs less than to write them apart. */
const oneWriteBytes = 4096;

/** Ends a visitor's connection in the middle of an answer. */
export type CutConnection = (response: ServerResponse) => void;

/**
 * A reset, never an orderly end: an answer without length, or of HTTP/1.0, is complete when its connection
 * ends, so only a reset tells that it is not.
 */
export const resetConnection: CutConnection = (response) => {
  if (response.socket === null) response.destroy();
  else resetSocket(response.socket);
};

/** What an access line tells of an answer. */
export interface AnswerTally {
  status: number | null;
  code: string | null;
  bytesOut: number;
  /** When the head of the final answer went out; null before. */
  firstByteMs: number | null;
}

/** The visitor's side of an exchange over `node:http`. */
export class HttpVisitor implements Visitor {
  onDrain: () => void = () => {};
  readonly tally: AnswerTally = {
    status: null,
    code: null,
    bytesOut: 0,
    firstByteMs: null,
  };
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #options: HttpVisitorOptions;
  #asked: boolean;

  constructor(request: IncomingMessage, response: ServerResponse, options: HttpVisitorOptions) {
    this.#request = request;
    this.#response = response;
    this.#options = options;
    // Without `Expect` a body is sent unasked; with it, only after a 100 has passed here.
    this.#asked = request.headers.expect === undefined;
    // Nothing is added to an app's answer: it brings its own `Date`, or has none.
    response.sendDate = false;
    // A write to a connection that just ended reports here too; its `close` tells all there is to know.
    response.on("error", () => {});
    response.on("drain", () => this.onDrain());
  }

  get answering(): boolean {
    return this.#response.headersSent;
  }

  get requestId(): string {
    return this.#options.requestId;
  }

  inform(head: AnswerHead): void {
    if (this.#request.httpVersion === "1.0" || this.answering) return;
    if (head.status === 100) {
      this.#asked = true;
      this.#response.writeContinue();
      return;
    }
    this.#response.writeInformation(head.status, this.#fieldsOf(head, false));
  }

  deliver(part: AnswerPart): boolean {
    if (part.head !== null) this.#sendHead(part.head);
    if (part.end !== null) this.#beforeEnd();
    let takes = true;
    for (const [at, slice] of part.slices.entries()) {
      this.tally.bytesOut += slice.length;
      const last = at === part.slices.length - 1 && part.end !== null && part.end.length === 0;
      if (last) this.#endWith(slice);
      else takes = this.#response.write(slice);
    }
    if (part.end !== null) this.#end(part.end);
    else if (part.head !== null && part.slices.length === 0) this.#response.flushHeaders();
    return takes || part.end !== null;
  }

  refuse(error: HomeportError): void {
    this.tally.code = error.code;
    this.send(this.#options.render(error));
  }

  /** A complete answer that comes from no app: the gate's, or the relay's own. */
  send(answer: OwnAnswer): void {
    if (this.answering) {
      this.cut();
      return;
    }
    const body = Buffer.from(answer.body);
    this.#beginAnswer(answer.status);
    this.#beforeEnd();
    this.#response.writeHead(answer.status, [
      ...answer.headers,
      "Content-Length",
      String(body.length),
    ]);
    if (this.#request.method !== "HEAD") this.tally.bytesOut += body.length;
    this.#response.end(this.#request.method === "HEAD" ? undefined : body);
  }

  cut(): void {
    this.#options.cut(this.#response);
  }

  /** The answer is a 101: what follows is no answer any more. */
  protected countSwitch(): void {
    this.tally.status = 101;
    this.tally.firstByteMs = this.#options.monotonicMs();
  }

  /** `node:http` writes a short text together with a head that still waits, but bytes apart from it. */
  #endWith(slice: Buffer): void {
    if (slice.length > oneWriteBytes) this.#response.end(slice);
    else this.#response.end(slice.toString("latin1"), "latin1");
  }

  #sendHead(head: AnswerHead): void {
    this.#beginAnswer(head.status);
    const { kind } = head.framing;
    if (kind === "chunked" || kind === "until-end") this.#options.onOpenEnded();
    const trailersFollow = kind === "chunked" && this.#request.httpVersion === "1.1";
    this.#response.writeHead(head.status, head.reason, this.#fieldsOf(head, trailersFollow));
  }

  #fieldsOf(head: AnswerHead, trailersFollow: boolean): string[] {
    const { requestId, filter } = this.#options;
    return answerFields(head.fields, { requestId, trailersFollow, filter });
  }

  #beginAnswer(status: number): void {
    this.tally.status = status;
    this.tally.firstByteMs = this.#options.monotonicMs();
    if (!this.#asked || this.#options.closing()) this.#response.shouldKeepAlive = false;
  }

  /** An answer that ends while its request still arrives: the rest is read over for a while. */
  #beforeEnd(): void {
    if (!this.#options.hasBody || !this.#asked) return;
    dropRest(this.#request, this.#response, this.#options.drop);
  }

  #end(trailers: Fields): void {
    const carried = carriedTrailers(trailers);
    if (carried.length > 0) {
      const pairs: [string, string][] = [];
      for (let at = 0; at + 1 < carried.length; at += 2) {
        pairs.push([carried[at] ?? "", carried[at + 1] ?? ""]);
      }
      this.#response.addTrailers(pairs);
    }
    if (!this.#response.writableEnded) this.#response.end();
  }
}
