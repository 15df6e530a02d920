import { rstCodes, type StreamEnd } from "@homeport/tunnel";
import { type Dispatcher, errors } from "undici";
import { RelayError } from "../../errors.ts";
import type { AnswerHead } from "../answer-head.ts";
import type { BodySink } from "../body-sink.ts";
import type { RequestBody } from "../request-body.ts";
import type { RequestHead } from "../request-head.ts";
import type { CarriedRequest } from "../transport.ts";
import type { Try, TryEnd, TryOwner } from "../try.ts";
import type { Visitor } from "../visitor.ts";
import { AnswerParts } from "./answer-parts.ts";
import { AnswerStream, type Taker } from "./answer-stream.ts";
import type { Lane, Passenger, Seat } from "./lane.ts";
import { Upload } from "./upload.ts";

/**
 * One sending of a request through a pool. Modes:
 *
 * - *queued*: undici has it, and makes or picks a stream. `onRequestStart` leads to *sent*.
 * - *sent*: it is being written and answered on the stream of its seat.
 * - *over*: the owner was told the end, or has ended it; whatever undici still says is passed over.
 */
export class PooledTry implements Try, Taker, Passenger {
  readonly upgrade = false;
  readonly #owner: TryOwner;
  readonly #carried: CarriedRequest<Visitor>;
  readonly #lane: Lane;
  readonly #parts: AnswerParts;
  #seat: Seat | null = null;
  #answers: AnswerStream | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #head: AnswerHead | null = null;
  /** How the stream ended that was opened for this request, when that came before undici began to write. */
  #endedUnused: StreamEnd | null = null;
  #over = false;

  constructor(owner: TryOwner, carried: CarriedRequest<Visitor>, lane: Lane) {
    this.#owner = owner;
    this.#carried = carried;
    this.#lane = lane;
    this.#parts = new AnswerParts((part) => {
      if (!this.#over && !owner.deliver(part)) this.#controller?.pause();
    });
  }

  get method(): string {
    return this.#carried.head.method;
  }

  begin(body: RequestBody): void {
    const { head } = this.#carried;
    const { method, target: path, framing } = head;
    const upload = framing.kind === "length" && framing.bytes > 0 ? this.#upload() : null;
    body.flowInto(upload ?? nowhere);
    this.#lane.dispatch({ method, path, headers: headersOf(head), body: upload }, this);
  }

  #upload(): Upload {
    return new Upload(() => {
      if (!this.#over) this.#owner.drained();
    });
  }

  seatedOn(seat: Seat): void {
    this.#seat = seat;
  }

  openStream(onClosed: () => void): AnswerStream {
    // undici would connect for the same request again and again; the owner chooses where it goes next.
    if (this.#over || this.#endedUnused !== null) throw new errors.RequestAbortedError();
    const { open, onStreamClosed } = this.#carried;
    return new AnswerStream(open, (end) => {
      if (this.#answers === null) this.#endedUnused = end;
      onStreamClosed(end);
      onClosed();
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const seat = this.#seat;
    const answers = seat?.answers ?? null;
    if (this.#over || seat === null || answers === null) {
      controller.abort(new errors.RequestAbortedError());
      return;
    }
    seat.passenger = null;
    this.#controller = controller;
    this.#answers = answers;
    this.#lane.take(answers);
    answers.begin(this);
    if (answers.reused) this.#carried.onStreamReused();
  }

  onResponseStart(): void {
    if (this.#head !== null) this.#parts.head(this.#head);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#parts.slice(chunk);
  }

  onResponseEnd({ rawTrailers }: Dispatcher.DispatchController): void {
    this.#parts.end(Array.isArray(rawTrailers) ? rawTrailers.map(toLatin1) : []);
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#over) return;
    const answers = this.#answers;
    if (answers === null) this.#neverSent(error);
    else if (answers.targetEnded) {
      this.#parts.flush();
      this.cutOff({ end: { kind: "ended" }, flushed: true, reused: answers.reused });
    } else {
      this.garbled(new RelayError("TARGET_ANSWER_INVALID", { cause: error }));
    }
  }

  /** Nothing was written: there was no stream, or the one that was to take this request ended just before. */
  #neverSent(error: Error): void {
    this.#end();
    const end = this.#endedUnused;
    if (end !== null) this.#owner.closed({ end, flushed: false, reused: false });
    else if (error instanceof RelayError) this.#owner.refused(error);
    else this.#owner.closed({ end: staleEnd, flushed: false, reused: true });
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

  switchTo(): never {
    throw new Error("The gate lets no 101 through that was not asked for.");
  }

  garbled(error: unknown): void {
    this.#parts.drop();
    if (!this.#over) this.#owner.failed(error);
  }

  cutOff(how: TryEnd): void {
    this.#parts.flush();
    if (this.#over) return;
    this.#end();
    this.#owner.closed(how);
  }

  onVisitorDrained(): void {
    this.#controller?.resume();
  }

  complete(requestSent: boolean): void {
    this.#end();
    const answers = this.#answers;
    if (answers === null) return;
    answers.rest(requestSent);
    if (!requestSent || !this.#lane.keep(answers)) answers.duplex.destroy();
  }

  cancel(): void {
    this.#end();
    this.#answers?.cancel();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#lane.leave();
  }
}

/** Of a stream that had waited for its next request and ended before that was written. */
const staleEnd: StreamEnd = {
  kind: "reset",
  by: "peer",
  code: rstCodes.NOT_DELIVERED,
  deliveredBytes: 0,
};

const nowhere: BodySink = { write: () => true, end() {} };

function headersOf({ fields, framing }: RequestHead): string[] {
  return framing.kind === "length"
    ? [...fields, "Content-Length", String(framing.bytes)]
    : [...fields];
}

function toLatin1(text: string | Buffer): string {
  return typeof text === "string" ? text : text.toString("latin1");
}
