import { type MuxStream, rstCodes, type StreamEnd, type StreamEvents } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import type { Splice } from "../upgrade/splice.ts";
import { type AnswerEvent, AnswerReader } from "./answer-reader.ts";
import { StreamSink } from "./body-sink.ts";
import { CarriedExchange, type ExchangeDeps } from "./exchange.ts";
import type { RequestBody } from "./request-body.ts";
import { writeRequestHead } from "./request-head.ts";
import type { CarriedRequest, Transport } from "./transport.ts";
import type { Try, TryOwner } from "./try.ts";
import type { AnswerPart, Visitor } from "./visitor.ts";

/** One stream a request, with the relay's own reader of the answer. */
export function createDirectTransport(deps: ExchangeDeps): Transport {
  return {
    request: (carried) =>
      CarriedExchange.begin(deps, carried, null, (owner) => new DirectTry(owner, carried, false)),
    upgrade: (carried) =>
      CarriedExchange.begin(
        deps,
        carried,
        carried.visitor,
        (owner) => new DirectTry(owner, carried, true),
      ),
  };
}

/** One sending of a request over a stream of its own. After a 101 the splice is told of the stream instead. */
class DirectTry implements Try, StreamEvents {
  readonly #owner: TryOwner;
  readonly #carried: CarriedRequest<Visitor>;
  readonly #reader: AnswerReader;
  #stream: MuxStream | null = null;
  #splice: Splice | null = null;
  #reusable = false;
  #targetEnded = false;
  #over = false;
  /** Bytes that the visitor has not taken; their credit waits with them. */
  #heldBytes = 0;

  constructor(owner: TryOwner, carried: CarriedRequest<Visitor>, upgrade: boolean) {
    this.#owner = owner;
    this.#carried = carried;
    this.#reader = new AnswerReader({ method: carried.head.method, upgrade });
  }

  begin(body: RequestBody): void {
    const { head } = this.#carried;
    const stream = this.#carried.open(this);
    this.#stream = stream;
    stream.write(writeRequestHead(head));
    body.flowInto(new StreamSink(stream, head.framing));
  }

  onData(bytes: Buffer): void {
    if (this.#splice !== null) {
      this.#splice.onData(bytes);
      return;
    }
    this.#owner.heard();
    try {
      const taken = this.#deliver(this.#reader.push(bytes));
      if (taken) this.#stream?.consumed(bytes.length);
      else this.#heldBytes += bytes.length;
    } catch (error) {
      this.#owner.failed(error);
    }
  }

  onEnd(): void {
    if (this.#splice !== null) {
      this.#splice.onEnd();
      return;
    }
    this.#targetEnded = true;
    const end = this.#reader.finish();
    if (end !== null) this.#deliver([end]);
    else this.#owner.failed(new RelayError("TARGET_RESET", { detail: "ended mid-answer" }));
  }

  onDrain(): void {
    if (this.#splice === null) this.#owner.drained();
    else this.#splice.onDrain();
  }

  onClose(end: StreamEnd): void {
    this.#carried.onStreamClosed(end);
    if (this.#over) return;
    this.#splice?.onClose(end);
    this.#owner.closed({ end, flushed: this.#stream?.flushed ?? false, reused: false });
  }

  #deliver(events: readonly AnswerEvent[]): boolean {
    const slices: Buffer[] = [];
    let part: AnswerPart = { head: null, slices, end: null };
    for (const event of events) {
      if (event.kind === "interim") this.#owner.inform(event.head);
      else if (event.kind === "body") slices.push(event.bytes);
      else if (event.kind === "head") {
        this.#reusable = event.head.reusable;
        part = { ...part, head: event.head };
      } else if (event.kind === "end") part = { ...part, end: event.trailers };
      else return this.#switch(event);
    }
    if (part.head === null && part.end === null && slices.length === 0) return true;
    return this.#owner.deliver(part);
  }

  #switch(event: AnswerEvent & { kind: "switch" }): boolean {
    if (this.#stream !== null) {
      this.#splice = this.#owner.switchTo(event.head, this.#stream, event.rest);
    }
    return true;
  }

  onVisitorDrained(): void {
    const taken = this.#heldBytes;
    this.#heldBytes = 0;
    if (taken > 0) this.#stream?.consumed(taken);
  }

  /** The agent may keep a connection only when nothing can follow on it. */
  complete(requestSent: boolean): void {
    this.#over = true;
    const stream = this.#stream;
    if (!requestSent) stream?.reset(rstCodes.CANCELLED);
    else if (this.#targetEnded) stream?.end();
    else if (this.#reusable) stream?.release();
    else stream?.reset(rstCodes.CANCELLED);
  }

  cancel(): void {
    this.#over = true;
    this.#stream?.reset(rstCodes.CANCELLED);
  }
}
