import type { Mux } from "@homeport/tunnel";
import { Client, type Dispatcher, Pool } from "undici";
import { maxHeadBytes } from "../head-reader.ts";
import type { AnswerStream } from "./answer-stream.ts";
import type { IdleStreams } from "./idle-streams.ts";
import type { PooledTry } from "./pooled-try.ts";

/** One client of a pool, with the stream that it has now. */
export interface Seat {
  answers: AnswerStream | null;
}

/** undici asks for one; every request brings its own `Host`. */
const origin = "http://app.invalid";
const options = {
  allowH2: false,
  useMilo: false,
  pipelining: 1,
  // The exchange has its own deadline for the head, and a body has none.
  headersTimeout: 0,
  bodyTimeout: 0,
  keepAliveTimeout: 4_000,
  keepAliveMaxTimeout: 4_000,
  maxHeaderSize: maxHeadBytes,
} satisfies Pool.Options;

/**
 * The pool of one app over one tunnel or link. A stream of it serves several requests in turn, never two at once, and
 * never one of another app. It is *used* while a request is on its way or a stream is open, and then forgotten.
 */
export class Lane {
  readonly #mux: Mux;
  readonly #idle: IdleStreams;
  readonly #onUnused: () => void;
  readonly #pool: Pool;
  #requests = 0;
  #streams = 0;

  constructor(mux: Mux, idle: IdleStreams, onUnused: () => void) {
    this.#mux = mux;
    this.#idle = idle;
    this.#onUnused = onUnused;
    this.#pool = new Pool(origin, {
      ...options,
      factory: () => new SeatedClient((trying, seat) => this.#openStream(trying, seat)),
    });
  }

  dispatch(request: Dispatcher.DispatchOptions, trying: PooledTry): void {
    this.#requests += 1;
    this.#pool.dispatch(request, trying);
  }

  /** The request is over. */
  leave(): void {
    this.#requests -= 1;
    this.#look();
  }

  /** A stream is about to serve a request. */
  take(answers: AnswerStream): void {
    this.#idle.remove(answers);
  }

  /** Whether a stream whose exchange is complete may wait here for the next one. */
  keep(answers: AnswerStream): boolean {
    return !answers.closed && this.#idle.add(answers, this.#mux);
  }

  #openStream(trying: PooledTry, seat: Seat): AnswerStream {
    const answers = trying.openStream(() => {
      this.#streams -= 1;
      if (seat.answers === answers) seat.answers = null;
      this.#idle.remove(answers);
      this.#look();
    });
    this.#streams += 1;
    seat.answers = answers;
    return answers;
  }

  #look(): void {
    if (this.#requests === 0 && this.#streams === 0) this.#onUnused();
  }
}

type OpenStream = (trying: PooledTry, seat: Seat) => AnswerStream;

/**
 * A client that tells each request which stream it will be sent on, since undici tells neither. With `pipelining: 1`
 * it has one request at a time, so the one that was dispatched last is the one for which it connects.
 */
class SeatedClient extends Client {
  readonly #booked: { seat: Seat; trying: PooledTry | null };

  constructor(openStream: OpenStream) {
    const booked = { seat: { answers: null }, trying: null as PooledTry | null };
    super(origin, {
      ...options,
      connect(_options, callback) {
        const { trying, seat } = booked;
        try {
          if (trying === null) throw new Error("undici connected for nobody.");
          const { duplex } = openStream(trying, seat);
          // A callback within the call that asks for it is never heard.
          process.nextTick(callback, null, duplex);
        } catch (error) {
          process.nextTick(callback, error, null);
        }
      },
    });
    this.#booked = booked;
  }

  override dispatch(request: Dispatcher.DispatchOptions, trying: PooledTry): boolean {
    this.#booked.trying = trying;
    trying.seatedOn(this.#booked.seat);
    return super.dispatch(request, trying);
  }
}
