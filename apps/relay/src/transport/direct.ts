import {
  type MuxStream,
  rstCodes,
  type StreamEnd,
  type StreamEvents,
  type Wheel,
} from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import type { SecondTryReason } from "../events.ts";
import { secondTryReason } from "../resolve/second-try.ts";
import { type Splice, spliceConnection } from "../upgrade/splice.ts";
import { invalidAnswer } from "./answer-head.ts";
import { type AnswerEvent, AnswerReader } from "./answer-reader.ts";
import { RequestBody } from "./request-body.ts";
import { writeRequestHead } from "./request-head.ts";
import { errorOfEnd } from "./stream-errors.ts";
import type { CarriedRequest, Exchange, Transport } from "./transport.ts";
import type { AnswerPart, UpgradeVisitor, Visitor } from "./visitor.ts";

export interface DirectDeps {
  readonly wheel: Wheel;
  readonly monotonicMs: () => number;
}

/** One stream a request, with the relay's own reader of the answer. */
export function createDirectTransport(deps: DirectDeps): Transport {
  return {
    request: (carried) => DirectExchange.begin(deps, carried, null),
    upgrade: (carried) => DirectExchange.begin(deps, carried, carried.visitor),
  };
}

type Mode = "waiting" | "choosing" | "answering" | "switched" | "over";

/**
 * One request and its answer over one stream. Modes:
 *
 * - `waiting`: no final head has come; the wheel watches the deadline. A head leads to `answering`, a 101 to
 *   `switched`, a deadline, a reset, a lost tunnel or garbage to `over` with an error for the visitor, but a
 *   lost stream may lead to `choosing`, once.
 * - `choosing`: the first stream is gone and another carrier is looked for. One that is found leads back to
 *   `waiting` with all of the request sent anew, none to `over`.
 * - `answering`: slices go to the visitor as they come. The end leads to `over`; whatever cuts it short
 *   leads there too, and resets the visitor's connection.
 * - `switched`: the splice owns stream and connection until the stream is closed.
 * - `over`: the stream was released, ended or reset; nothing is read or written here any more.
 *
 * `abandon` leads from every mode to `over`. The request's body flows through `waiting` and `answering`.
 */
class DirectExchange implements StreamEvents, Exchange {
  readonly #deps: DirectDeps;
  readonly #carried: CarriedRequest<Visitor>;
  readonly #upgrade: UpgradeVisitor | null;
  #reader: AnswerReader;
  readonly #body: RequestBody;
  #stream: MuxStream | null = null;
  #mode: Mode = "waiting";
  #splice: Splice | null = null;
  #requestSent = false;
  #reusable = false;
  #targetEnded = false;
  /** Bytes that the visitor has not taken; their credit waits with them. */
  #heldBytes = 0;
  #lastSentMs = 0;
  #begunMs = 0;
  #tries = 0;
  /** A byte of an answer has come. */
  #heard = false;

  private constructor(
    deps: DirectDeps,
    carried: CarriedRequest<Visitor>,
    upgrade: UpgradeVisitor | null,
  ) {
    const { head, limits } = carried;
    this.#deps = deps;
    this.#carried = carried;
    this.#upgrade = upgrade;
    this.#reader = this.#newReader();
    this.#body = new RequestBody(carried.body, {
      framing: head.framing,
      maxBytes: limits.maxRequestBytes,
      events: {
        onSent: () => {
          this.#requestSent = true;
          this.#lastSentMs = deps.monotonicMs();
        },
        onTooLarge: () => this.#fail(new RelayError("BODY_TOO_LARGE")),
      },
    });
  }

  static begin(
    deps: DirectDeps,
    carried: CarriedRequest<Visitor>,
    upgrade: UpgradeVisitor | null,
  ): Exchange {
    const exchange = new DirectExchange(deps, carried, upgrade);
    exchange.#begin();
    return exchange;
  }

  get bytesIn(): number {
    return this.#body.bytes + (this.#splice?.bytesIn ?? 0);
  }

  #newReader(): AnswerReader {
    const { method } = this.#carried.head;
    return new AnswerReader({ method, upgrade: this.#upgrade !== null });
  }

  #begin(): void {
    this.#begunMs = this.#deps.monotonicMs();
    this.#carried.visitor.onDrain = () => this.#onVisitorDrained();
    this.#send();
  }

  /** Sends the request, or sends it anew, over a stream of the chosen carrier. */
  #send(): void {
    this.#tries += 1;
    let stream: MuxStream;
    try {
      stream = this.#carried.open(this);
    } catch (error) {
      const refusal = asRelayError(error);
      // Nothing was sent, so nothing speaks against trying once more elsewhere.
      if (this.#tries === 1 && refusal.code !== "INTERNAL") {
        void this.#sendAgain("refused");
      } else this.#fail(refusal);
      return;
    }
    this.#stream = stream;
    this.#lastSentMs = this.#deps.monotonicMs();
    this.#deps.wheel.add(this);
    stream.write(writeRequestHead(this.#carried.head));
    this.#body.flowInto(stream);
  }

  async #sendAgain(reason: SecondTryReason): Promise<void> {
    this.#mode = "choosing";
    this.#deps.wheel.remove(this);
    this.#stream = null;
    this.#body.detach();
    try {
      await this.#carried.chooseAgain(reason);
    } catch (error) {
      this.#fail(asRelayError(error));
      return;
    }
    if (this.#isOver()) return;
    this.#mode = "waiting";
    this.#requestSent = false;
    this.#reader = this.#newReader();
    this.#send();
  }

  #isOver(): boolean {
    return this.#mode === "over";
  }

  abandon(): void {
    this.#over(() => this.#stream?.reset(rstCodes.CANCELLED));
  }

  /** The wheel's turn. A late one says nothing about the target: its answer may lie unread here. */
  onTick(nowMs: number, late: boolean): void {
    const idle = this.#requestSent || this.#body.paused || this.#expectsContinue();
    if (late || this.#mode !== "waiting" || !idle) return;
    if (nowMs - this.#lastSentMs >= this.#carried.limits.answerHeadMs) {
      this.#fail(new RelayError("ANSWER_TIMEOUT"));
    }
  }

  onData(bytes: Buffer): void {
    if (this.#mode === "switched") {
      this.#splice?.onData(bytes);
      return;
    }
    this.#heard = true;
    try {
      const events = this.#reader.push(bytes);
      const taken = this.#deliver(events);
      if (taken) this.#stream?.consumed(bytes.length);
      else this.#heldBytes += bytes.length;
    } catch (error) {
      this.#fail(asRelayError(error));
    }
  }

  onEnd(): void {
    if (this.#mode === "switched") {
      this.#splice?.onEnd();
      return;
    }
    this.#targetEnded = true;
    const end = this.#reader.finish();
    if (end === null) this.#fail(new RelayError("TARGET_RESET", { detail: "ended mid-answer" }));
    else this.#deliver([end]);
  }

  onDrain(): void {
    this.#lastSentMs = this.#deps.monotonicMs();
    if (this.#mode === "switched") this.#splice?.onDrain();
    else this.#body.resume();
  }

  onClose(end: StreamEnd): void {
    this.#carried.onStreamClosed(end);
    const reason = this.#mode === "waiting" ? this.#reasonToRepeat(end) : null;
    if (reason !== null) {
      void this.#sendAgain(reason);
      return;
    }
    if (this.#mode === "switched") this.#splice?.onClose(end);
    else if (this.#mode !== "over") this.#fail(errorOfEnd(end));
    this.#mode = "over";
  }

  #reasonToRepeat(end: StreamEnd): SecondTryReason | null {
    return secondTryReason({
      end,
      method: this.#carried.head.method,
      flushed: this.#stream?.flushed ?? false,
      heard: this.#heard,
      bodyKept: this.#body.kept,
      tries: this.#tries,
      elapsedMs: this.#deps.monotonicMs() - this.#begunMs,
    });
  }

  #deliver(events: readonly AnswerEvent[]): boolean {
    const slices: Buffer[] = [];
    let part: AnswerPart = { head: null, slices, end: null };
    for (const event of events) {
      if (event.kind === "interim") this.#carried.visitor.inform(event.head);
      else if (event.kind === "body") slices.push(event.bytes);
      else if (event.kind === "head") {
        this.#reusable = event.head.reusable;
        part = { ...part, head: event.head };
      } else if (event.kind === "end") part = { ...part, end: event.trailers };
      else return this.#switch(event);
    }
    return this.#deliverPart(part);
  }

  #deliverPart(part: AnswerPart): boolean {
    if (part.head === null && part.end === null && part.slices.length === 0) return true;
    if (part.head !== null) {
      this.#mode = "answering";
      this.#body.forget();
      this.#deps.wheel.remove(this);
    }
    const taken = this.#carried.visitor.deliver(part);
    if (part.end !== null) this.#over(() => this.#endStream());
    return taken;
  }

  #switch(event: AnswerEvent & { kind: "switch" }): boolean {
    const stream = this.#stream;
    if (this.#upgrade === null || stream === null)
      throw invalidAnswer("a 101 that nobody asked for");
    this.#mode = "switched";
    this.#deps.wheel.remove(this);
    const connection = this.#upgrade.switchProtocols(event.head);
    this.#splice = spliceConnection(connection, stream, event.rest);
    return true;
  }

  /** A complete exchange: the agent may keep a connection only when nothing can follow on it. */
  #endStream(): void {
    const stream = this.#stream;
    if (stream === null) return;
    if (!this.#requestSent) stream.reset(rstCodes.CANCELLED);
    else if (this.#targetEnded) stream.end();
    else if (this.#reusable) stream.release();
    else stream.reset(rstCodes.CANCELLED);
  }

  #fail(error: RelayError): void {
    if (this.#mode === "over") return;
    const { visitor } = this.#carried;
    this.#over(() => this.#stream?.reset(rstCodes.CANCELLED));
    if (visitor.answering) visitor.cut();
    else visitor.refuse(error);
  }

  #over(endStream: () => void): void {
    if (this.#mode === "over") return;
    const splice = this.#splice;
    this.#mode = "over";
    this.#deps.wheel.remove(this);
    this.#body.stop();
    splice?.cut();
    endStream();
  }

  #onVisitorDrained(): void {
    const taken = this.#heldBytes;
    this.#heldBytes = 0;
    if (taken > 0) this.#stream?.consumed(taken);
  }

  #expectsContinue(): boolean {
    return this.#carried.body.headers.expect !== undefined && this.#body.bytes === 0;
  }
}

function asRelayError(error: unknown): RelayError {
  return error instanceof RelayError ? error : new RelayError("INTERNAL", { cause: error });
}
