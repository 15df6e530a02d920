import type { MuxStream, Wheel, WheelMember } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import type { SecondTryReason } from "../events.ts";
import { secondTryReason } from "../resolve/second-try.ts";
import { type Splice, spliceConnection } from "../upgrade/splice.ts";
import { type AnswerHead, invalidAnswer } from "./answer-head.ts";
import { keepForRevivalBytes, keepUpToBytes, RequestBody } from "./request-body.ts";
import { errorOfEnd, isTargetDown } from "./stream-errors.ts";
import type { CarriedRequest, Exchange } from "./transport.ts";
import type { Try, TryEnd, TryOwner } from "./try.ts";
import type { AnswerPart, UpgradeVisitor, Visitor } from "./visitor.ts";

export interface ExchangeDeps {
  readonly wheel: Wheel;
  readonly monotonicMs: () => number;
}

/**
 * Makes the next try of a request, over a stream of the carrier that is chosen by then. `fresh` asks for one that
 * has carried nothing yet.
 */
export type NewTry = (owner: TryOwner, body: RequestBody, fresh: boolean) => Try;

type Mode = "waiting" | "choosing" | "answering" | "switched" | "over";

/**
 * One request and its answer, whatever transport carries it. Modes:
 *
 * - `waiting`: no final head has come; the wheel watches the deadline. A head leads to `answering`, a 101 to
 *   `switched`, a deadline, a reset, a lost tunnel or garbage to `over` with an error for the visitor, but a
 *   lost stream may lead to `choosing`, once.
 * - `choosing`: the first stream is gone and another carrier is looked for, or its target takes no connection and is
 *   being started. What is found leads back to `waiting` with all of the request sent anew, nothing to `over`.
 * - `answering`: slices go to the visitor as they come. The end leads to `over`; whatever cuts it short
 *   leads there too, and resets the visitor's connection.
 * - `switched`: the splice owns stream and connection until the stream is closed.
 * - `over`: the stream was released, ended or reset; nothing is read or written here any more.
 *
 * `abandon` leads from every mode to `over`. The request's body flows through `waiting` and `answering`.
 */
export class CarriedExchange implements Exchange, TryOwner, WheelMember {
  readonly #deps: ExchangeDeps;
  readonly #carried: CarriedRequest<Visitor>;
  readonly #upgrade: UpgradeVisitor | null;
  readonly #newTry: NewTry;
  readonly #body: RequestBody;
  #try: Try | null = null;
  #mode: Mode = "waiting";
  #splice: Splice | null = null;
  #requestSent = false;
  #lastSentMs = 0;
  #begunMs = 0;
  /** Second tries that were begun. */
  #repeats = 0;
  #heard = false;
  #revived = false;

  private constructor(
    deps: ExchangeDeps,
    carried: CarriedRequest<Visitor>,
    upgrade: UpgradeVisitor | null,
    newTry: NewTry,
  ) {
    const { head, limits } = carried;
    this.#deps = deps;
    this.#carried = carried;
    this.#upgrade = upgrade;
    this.#newTry = newTry;
    this.#body = new RequestBody(carried.body, {
      framing: head.framing,
      maxBytes: limits.maxRequestBytes,
      keepUpToBytes: carried.revive === null ? keepUpToBytes : keepForRevivalBytes,
      events: {
        onSent: () => {
          this.#requestSent = true;
          this.#lastSentMs = deps.monotonicMs();
        },
        onTooLarge: () => this.failed(new RelayError("BODY_TOO_LARGE")),
      },
    });
  }

  static begin(
    deps: ExchangeDeps,
    carried: CarriedRequest<Visitor>,
    upgrade: UpgradeVisitor | null,
    newTry: NewTry,
  ): Exchange {
    const exchange = new CarriedExchange(deps, carried, upgrade, newTry);
    exchange.#begin();
    return exchange;
  }

  get bytesIn(): number {
    return this.#body.bytes + (this.#splice?.bytesIn ?? 0);
  }

  #begin(): void {
    this.#begunMs = this.#deps.monotonicMs();
    this.#carried.visitor.onDrain = () => this.#try?.onVisitorDrained();
    this.#send(false);
  }

  /** Sends the request, or sends it anew, over a stream of the chosen carrier. */
  #send(fresh: boolean): void {
    const next = this.#newTry(this, this.#body, fresh);
    this.#try = next;
    this.#lastSentMs = this.#deps.monotonicMs();
    this.#deps.wheel.add(this);
    try {
      next.begin(this.#body);
    } catch (error) {
      this.refused(error);
    }
  }

  refused(error: unknown): void {
    if (this.#isOver()) return;
    const refusal = asRelayError(error);
    this.#try = null;
    // Nothing was sent, so nothing speaks against trying once more elsewhere.
    if (this.#repeats === 0 && refusal.code !== "INTERNAL") void this.#sendAgain("refused");
    else this.failed(refusal);
  }

  async #sendAgain(reason: SecondTryReason): Promise<void> {
    this.#repeats += 1;
    await this.#sendAfter(() => this.#carried.chooseAgain(reason));
  }

  async #sendAfter(chosen: () => Promise<void>): Promise<void> {
    this.#mode = "choosing";
    this.#deps.wheel.remove(this);
    this.#try = null;
    this.#body.detach();
    try {
      await chosen();
    } catch (error) {
      this.failed(error);
      return;
    }
    if (this.#isOver()) return;
    this.#mode = "waiting";
    this.#requestSent = false;
    this.#send(false);
  }

  /** The stream broke under a request of which nothing had been delivered: that was no try of this one. */
  #renew(): void {
    this.#body.detach();
    this.#requestSent = false;
    this.#send(true);
  }

  #isOver(): boolean {
    return this.#mode === "over";
  }

  abandon(): void {
    this.#over((sent) => sent.cancel());
  }

  /** The wheel's turn. A late one says nothing about the target: its answer may lie unread here. */
  onTick(nowMs: number, late: boolean): void {
    const idle = this.#requestSent || this.#body.paused || this.#expectsContinue();
    if (late || this.#mode !== "waiting" || !idle) return;
    if (nowMs - this.#lastSentMs >= this.#carried.limits.answerHeadMs) {
      this.failed(new RelayError("ANSWER_TIMEOUT"));
    }
  }

  heard(): void {
    this.#heard = true;
  }

  inform(head: AnswerHead): void {
    this.#carried.visitor.inform(head);
  }

  deliver(part: AnswerPart): boolean {
    if (part.head !== null) {
      this.#mode = "answering";
      this.#body.forget();
      this.#deps.wheel.remove(this);
    }
    const taken = this.#carried.visitor.deliver(part);
    if (part.end !== null) this.#over((sent) => sent.complete(this.#requestSent));
    return taken;
  }

  switchTo(head: AnswerHead, stream: MuxStream, rest: Buffer): Splice {
    if (this.#upgrade === null) throw invalidAnswer("a 101 that nobody asked for");
    this.#mode = "switched";
    this.#deps.wheel.remove(this);
    const connection = this.#upgrade.switchProtocols(head);
    this.#splice = spliceConnection(connection, stream, rest);
    return this.#splice;
  }

  drained(): void {
    this.#lastSentMs = this.#deps.monotonicMs();
    this.#body.resume();
  }

  closed(how: TryEnd): void {
    const waiting = this.#mode === "waiting";
    const reason = waiting ? this.#reasonToRepeat(how) : null;
    if (waiting && this.#wasStale(how)) this.#renew();
    else if (reason !== null) void this.#sendAgain(reason);
    else if (waiting && this.#mayRevive(how)) void this.#revive();
    else if (this.#mode === "switched") this.#mode = "over";
    else this.failed(errorOfEnd(how.end));
  }

  #wasStale({ end, reused }: TryEnd): boolean {
    if (!reused || this.#heard || !this.#body.kept) return false;
    return end.kind === "reset" && end.by === "peer" && end.deliveredBytes === 0;
  }

  #mayRevive({ end }: TryEnd): boolean {
    if (this.#carried.revive === null || this.#revived || this.#heard) return false;
    return isTargetDown(end) && end.deliveredBytes === 0;
  }

  /** Once a request. What was read of the body is sent again, where it is still here. */
  async #revive(): Promise<void> {
    const canRepeat = this.#body.kept;
    this.#revived = true;
    await this.#sendAfter(async () => this.#carried.revive?.(canRepeat));
  }

  #reasonToRepeat(how: TryEnd): SecondTryReason | null {
    return secondTryReason({
      ...how,
      method: this.#carried.head.method,
      heard: this.#heard,
      bodyKept: this.#body.kept,
      tries: this.#repeats + 1,
      elapsedMs: this.#deps.monotonicMs() - this.#begunMs,
    });
  }

  failed(error: unknown): void {
    if (this.#mode === "over") return;
    const { visitor } = this.#carried;
    this.#over((sent) => sent.cancel());
    if (visitor.answering) visitor.cut();
    else visitor.refuse(asRelayError(error));
  }

  #over(end: (sent: Try) => void): void {
    if (this.#mode === "over") return;
    const splice = this.#splice;
    const sent = this.#try;
    this.#mode = "over";
    this.#deps.wheel.remove(this);
    this.#body.stop();
    splice?.cut();
    if (sent !== null) end(sent);
  }

  #expectsContinue(): boolean {
    return this.#carried.body.headers.expect !== undefined && this.#body.bytes === 0;
  }
}

function asRelayError(error: unknown): RelayError {
  return error instanceof RelayError ? error : new RelayError("INTERNAL", { cause: error });
}
