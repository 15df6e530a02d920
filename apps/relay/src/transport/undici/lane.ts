import type { Mux } from "@homeport/tunnel";
import { Client, type Dispatcher, Pool } from "undici";
import { maxHeadBytes } from "../head-reader.ts";
import type { AnswerStream } from "./answer-stream.ts";
import type { IdleStreams } from "./idle-streams.ts";

/** One client of a pool. */
export interface Seat {
  /** The stream that it has now. */
  answers: AnswerStream | null;
  /** For whom it may connect. A request that has been started must not be: undici would send it again. */
  passenger: Passenger | null;
}

/** One request on its way through a pool. */
export interface Passenger extends Dispatcher.DispatchHandler {
  /** Where undici will send it. Whoever is started leaves `passenger` empty. */
  seatedOn(seat: Seat): void;
  /** Opens the stream that its seat needs. Throws RelayError when there is none. */
  openStream(onClosed: () => void): AnswerStream;
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
      factory: () => new SeatedClient((passenger, seat) => this.#openStream(passenger, seat)),
    });
  }

  dispatch(request: Dispatcher.DispatchOptions, passenger: Passenger): void {
    this.#requests += 1;
    this.#pool.dispatch(request, passenger);
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

  #openStream(passenger: Passenger, seat: Seat): AnswerStream {
    const answers = passenger.openStream(() => {
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

type OpenStream = (passenger: Passenger, seat: Seat) => AnswerStream;

/**
 * A client that tells each request which stream it will be sent on, since undici tells neither. With `pipelining: 1`
 * it has one request at a time, so the one that was dispatched last is the one for which it connects.
 */
class SeatedClient extends Client {
  readonly #seat: Seat;

  constructor(openStream: OpenStream) {
    const seat: Seat = { answers: null, passenger: null };
    super(origin, {
      ...options,
      connect(_options, callback) {
        try {
          if (seat.passenger === null) throw new Error("undici would send a request again.");
          const { duplex } = openStream(seat.passenger, seat);
          // A callback within the call that asks for it is never heard.
          process.nextTick(callback, null, duplex);
        } catch (error) {
          process.nextTick(callback, error, null);
        }
      },
    });
    this.#seat = seat;
  }

  override dispatch(request: Dispatcher.DispatchOptions, passenger: Passenger): boolean {
    this.#seat.passenger = passenger;
    passenger.seatedOn(this.#seat);
    return super.dispatch(request, passenger);
  }
}
