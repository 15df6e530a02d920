import type { AppEntry } from "@homeport/gate";
import type { Mux } from "@homeport/tunnel";
import type { CarriedBy, RequestRecord, Route } from "../events.ts";
import type { Offline } from "../pages/refusal.ts";
import type { TrpcCall } from "../pages/trpc-call.ts";
import type { Exchange } from "../transport/transport.ts";
import type { Visitor } from "../transport/visitor.ts";
import type { Waiting } from "./connections.ts";
import type { AnswerTally } from "./http-visitor.ts";

export interface VisitStart {
  readonly requestId: string;
  readonly method: string;
  readonly target: string;
  readonly upgrade: boolean;
  readonly startedMs: number;
  readonly monotonicMs: () => number;
}

/**
 * One request from its parsed head to its access line. It is *deciding* until `carry`, then *carried*, and
 * *over* after `finish`. A visitor who leaves, or whose access ends, ends it from either.
 */
export class Visit implements Waiting {
  readonly start: VisitStart;
  route: Route = "other";
  app: AppEntry | null = null;
  userId: string | null = null;
  /** Whether the visitor may operate the app, and be led to where that is done. */
  operates = false;
  /** A call of a typed client, which reads errors in its own shape. */
  trpc: TrpcCall | null = null;
  /** Why a host is offline, when that is the answer. */
  offline: Offline | null = null;
  /** Why a visit was cut, or a host is offline. */
  reason: string | null = null;
  /** An end that no answer tells of. */
  silentCode: "VISITOR_GONE" | "VISITOR_STALLED" | null = null;
  carriedBy: CarriedBy = "local";
  /** To the relay that carries it; null when that is this one. */
  link: Pick<Mux, "closed"> | null = null;
  /** Asked by this relay itself: no visitor's, and in no count of those. */
  ownProbe = false;
  /** The head of an answer went out that does not say where it ends: a stream of events, for instance. */
  answersOpenEnded = false;
  /** Streams that were taken, opened or open before. */
  tries = 0;
  gateMs: number | null = null;
  chosenMs: number | null = null;
  #gone = false;
  #whenGone: (() => void) | null = null;
  #exchange: Exchange | null = null;
  #unwatch: (() => void) | null = null;
  #visitor: Pick<Visitor, "cut"> | null = null;
  readonly #onClosed: () => void;

  constructor(start: VisitStart, onClosed: () => void) {
    this.start = start;
    this.#onClosed = onClosed;
  }

  /** Nobody waits for an answer any more. */
  get gone(): boolean {
    return this.#gone;
  }

  /** May go on for ever, so that nobody waits for its end. */
  get endless(): boolean {
    return this.start.upgrade || this.answersOpenEnded;
  }

  get carried(): boolean {
    return this.#exchange !== null;
  }

  /** Calls `then` once nobody waits for an answer any more, of all who ask for it the last. Answers how to stop. */
  whenGone(then: () => void): () => void {
    this.#whenGone = then;
    if (this.#gone) then();
    return () => {
      if (this.#whenGone === then) this.#whenGone = null;
    };
  }

  carry(exchange: Exchange, visitor: Pick<Visitor, "cut">, unwatch: () => void): void {
    this.#exchange = exchange;
    this.#visitor = visitor;
    this.#unwatch = unwatch;
    if (this.#gone) exchange.abandon();
  }

  elapsedMs(): number {
    return this.start.monotonicMs() - this.start.startedMs;
  }

  visitorGone(): void {
    if (this.#gone) return;
    this.#end();
    this.silentCode ??= "VISITOR_GONE";
    this.#exchange?.abandon();
  }

  visitorStalled(): void {
    this.silentCode ??= "VISITOR_STALLED";
    this.visitorGone();
  }

  connectionClosed(): void {
    this.#onClosed();
  }

  /** Ends what is being carried: the visitor may no longer have it, or the relay stops. */
  cut(reason: string): void {
    this.reason = reason;
    this.#end();
    this.#exchange?.abandon();
    this.#visitor?.cut();
  }

  #end(): void {
    this.#gone = true;
    this.#whenGone?.();
  }

  /** The last thing that happens to a visit; answers what its access line says. */
  finish(tally: AnswerTally): RequestRecord {
    this.#end();
    this.#unwatch?.();
    const { start } = this;
    const { firstByteMs } = tally;
    return {
      requestId: start.requestId,
      route: this.route,
      method: start.method,
      path: start.target.split(/[?#]/, 1)[0] ?? "",
      hostId: this.app?.hostId ?? null,
      appId: this.app?.appId ?? null,
      userId: this.userId,
      status: tally.status,
      code: tally.code ?? this.silentCode,
      reason: this.reason,
      carried: this.carriedBy,
      tries: this.tries,
      bytesIn: this.#exchange?.bytesIn ?? 0,
      bytesOut: tally.bytesOut,
      gateMs: rounded(this.gateMs),
      chosenMs: rounded(this.chosenMs),
      firstByteMs: firstByteMs === null ? null : rounded(firstByteMs - start.startedMs),
      totalMs: rounded(this.elapsedMs()) ?? 0,
    };
  }
}

/** Microseconds are the finest that anybody reads. */
function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1000) / 1000;
}
