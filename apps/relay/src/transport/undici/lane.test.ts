import { createServer, type RequestListener } from "node:http";
import { systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import {
  type Budget,
  createBudget,
  createMux,
  createWheel,
  type Mux,
  memoryWirePair,
  streamDuplex,
} from "@homeport/tunnel";
import { type Dispatcher, errors } from "undici";
import { afterEach, expect, test } from "vitest";
import { AnswerStream, type Taker } from "./answer-stream.ts";
import { IdleStreams } from "./idle-streams.ts";
import { Lane, type Passenger, type Seat } from "./lane.ts";

const terms = { creditBytes: 262_144, maxStreams: 100 };
const wheel = createWheel(systemClock);
const muxes: Mux[] = [];

afterEach(() => {
  for (const mux of muxes.splice(0)) if (!mux.closed) mux.destroy(4_002, "the test is over");
});

/** A tunnel in memory whose far end serves every stream with one server. */
function openTunnel(listener: RequestListener): { mux: Mux; opened: () => number } {
  const [near, far] = memoryWirePair();
  const server = createServer(listener);
  let opened = 0;
  const common = { clock: systemClock, wheel, local: terms, peer: terms };
  const budget = createBudget(2 ** 28);
  const onClose = () => undefined;
  const agent = createMux({
    ...{ ...common, role: "agent", wire: far, budget },
    handlers: {
      onOpen(stream) {
        opened += 1;
        const duplex = streamDuplex(stream).on("error", () => undefined);
        stream.accept();
        server.emit("connection", duplex);
      },
      onClose,
    },
  });
  const mux = createMux({
    ...{ ...common, role: "relay", wire: near, budget },
    handlers: { onOpen: () => undefined, onClose },
  });
  muxes.push(mux, agent);
  return { mux, opened: () => opened };
}

function openStream(mux: Mux, onClosed: () => void): AnswerStream {
  const request = { kind: "http", hops: 0, hostId: "", appId: "a", target: "" } as const;
  return new AnswerStream((events) => {
    const stream = mux.open({ ...request, visitorAddress: "", requestId: "r" }, events);
    if (typeof stream === "string") throw new Error(stream);
    return stream;
  }, onClosed);
}

const taker: Taker = {
  ...{ method: "GET", upgrade: false },
  heard() {},
  inform() {},
  headRead() {},
  switchTo() {
    throw new Error("nobody asked");
  },
  garbled() {},
  cutOff() {},
};

/** A request that does what undici tells it, and what the test does to it when it is started. */
class TestPassenger implements Passenger {
  readonly ended = Promise.withResolvers<Error | null>();
  readonly #mux: Mux;
  readonly #onStarted: (answers: AnswerStream) => void | Promise<void>;
  #seat: Seat | null = null;

  constructor(mux: Mux, onStarted: (answers: AnswerStream) => void | Promise<void>) {
    this.#mux = mux;
    this.#onStarted = onStarted;
  }

  seatedOn(seat: Seat): void {
    this.#seat = seat;
  }

  openStream(onClosed: () => void): AnswerStream {
    return openStream(this.#mux, onClosed);
  }

  onRequestStart(_controller: Dispatcher.DispatchController): void {
    const seat = this.#seat;
    if (seat?.answers == null) throw new Error("started without a stream");
    seat.passenger = null;
    seat.answers.begin(taker);
    void this.#onStarted(seat.answers);
  }

  onResponseStart(): void {}

  onResponseData(): void {}

  onResponseEnd(): void {
    this.ended.resolve(null);
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.ended.resolve(error);
  }
}

const get = { method: "GET", path: "/", headers: ["Host", "a"] };
const ample: Pick<Budget, "usedBytes" | "maxBytes"> = { usedBytes: 0, maxBytes: 2 ** 28 };

test("a request whose connection undici takes for a harmless loss is not sent a second time", async () => {
  const arrived = Promise.withResolvers<void>();
  const { mux, opened } = openTunnel(() => arrived.resolve());
  const lane = new Lane(mux, new IdleStreams(wheel, ample), () => undefined);
  const passenger = new TestPassenger(mux, async ({ duplex }) => {
    await arrived.promise;
    // undici itself would connect again, and send again whatever such an error interrupts.
    duplex.destroy(new errors.InformationalError("a harmless loss"));
  });
  lane.dispatch(get, passenger);
  expect(await passenger.ended.promise).toHaveProperty(
    "message",
    "undici would send a request again.",
  );
  expect(opened()).toBe(1);
});

test("a lane is forgotten when its last request and its last stream are over", async () => {
  const { mux } = openTunnel((_request, response) => response.end("ok"));
  const unused = Promise.withResolvers<void>();
  let answers: AnswerStream | null = null;
  const lane = new Lane(mux, new IdleStreams(wheel, ample), unused.resolve);
  const passenger = new TestPassenger(mux, (stream) => {
    answers = stream;
  });
  lane.dispatch(get, passenger);
  expect(await passenger.ended.promise).toBeNull();
  const stream: AnswerStream = answers ?? openStream(mux, () => undefined);
  stream.rest(true);
  expect(lane.keep(stream)).toBe(true);
  lane.leave();
  stream.duplex.destroy();
  await unused.promise;
});

test("a stream that is answering takes no second request", () => {
  const { mux } = openTunnel(() => undefined);
  const answers = openStream(mux, () => undefined);
  answers.begin(taker);
  expect(() => answers.begin(taker)).toThrow("one request at a time");
});

test("no stream waits while windows are scarce, and those that do are ended", async () => {
  const { mux } = openTunnel(() => undefined);
  const budget = { usedBytes: 0, maxBytes: 100 };
  const idle = new IdleStreams(wheel, budget);
  const [one, other] = [openStream(mux, () => idle.remove(one)), openStream(mux, () => undefined)];
  expect(idle.add(one, mux)).toBe(true);
  budget.usedBytes = 51;
  expect(idle.add(other, mux)).toBe(false);
  await waitFor(() => one.closed, { deadlineMs: 3_000 });
  expect(idle.size).toBe(0);
});
