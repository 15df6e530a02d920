import { createLimiter, defineRateClasses } from "@homeport/coordination";
import {
  createMetrics,
  createVirtualClock,
  silentLog,
  type VirtualClock,
} from "@homeport/platform";
import {
  createBudget,
  createMux,
  createWheel,
  defaultLimits,
  type MuxStream,
  memoryWirePair,
  rstCodes,
  type StreamEvents,
} from "@homeport/tunnel";
import { expect, test } from "vitest";
import { createPace } from "./pace.ts";
import { openPaced } from "./paced-stream.ts";

const bytesPerSecond = 100_000;
const windowBytes = defaultLimits.windowBytes;
const piece = Buffer.alloc(16_384);

/** Two ends of a tunnel in this process; the relay's end opens paced streams, the agent's does as told. */
function openPair(onOpen: (stream: MuxStream) => void) {
  const clock = createVirtualClock();
  const [left, right] = memoryWirePair();
  const terms = { creditBytes: windowBytes, maxStreams: 10 };
  const end = (role: "relay" | "agent", wire: typeof left, opened: (stream: MuxStream) => void) =>
    createMux({
      ...{ role, wire, clock, wheel: createWheel(clock) },
      ...{ budget: createBudget(2 ** 28), local: terms, peer: terms },
      handlers: { onOpen: opened, onGoAway: () => {}, onClose: () => {} },
    });
  const relay = end("relay", left, () => {});
  const agent = end("agent", right, onOpen);
  const limiter = createLimiter({
    ...{ classes: defineRateClasses({}), maxReplicas: 1, clock },
    ...{ log: silentLog, metrics: createMetrics({ app: "relay", version: "0" }) },
  });
  const pace = createPace({ clock, limiter, paceTurnMs: 5_000 }, "app", bytesPerSecond);
  const fields = { hostId: "", appId: "app", target: "", visitorAddress: "", requestId: "" };
  return {
    clock,
    pace,
    open: (events: StreamEvents) =>
      openPaced(pace, events, (paced) => {
        const stream = relay.open({ kind: "http", hops: 0, ...fields }, paced);
        if (typeof stream === "string") throw new Error(stream);
        return stream;
      }),
    [Symbol.dispose]() {
      relay.destroy(4_002, "");
      agent.destroy(4_002, "");
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets time pass, and with every step of it all bytes that may flow. */
async function pass(clock: VirtualClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    await clock.advance(100);
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  }
}

function writeForEver(stream: MuxStream): () => void {
  const more = () => {
    for (let takes = true; takes && !stream.closed; ) takes = stream.write(piece);
  };
  return more;
}

test("a download keeps to its bytes a second, and no more than a window comes at once", async () => {
  using pair = openPair((stream) => {
    const more = writeForEver(stream);
    stream.listen({ onData: () => {}, onEnd: () => {}, onDrain: more, onClose: () => {} });
    stream.accept();
    more();
  });
  let received = 0;
  const stream: MuxStream = pair.open({
    onData(bytes) {
      received += bytes.length;
      stream.consumed(bytes.length);
    },
    onEnd: () => {},
    onClose: () => {},
  });
  stream.write(Buffer.from("x"));
  await pass(pair.clock, 10_000);
  const after = received;
  await pass(pair.clock, 20_000);
  expect(after).toBeLessThanOrEqual(11 * bytesPerSecond + windowBytes);
  const [least, most] = [20 * bytesPerSecond - windowBytes, 20 * bytesPerSecond + windowBytes];
  expect(received - after).toBeGreaterThanOrEqual(least);
  expect(received - after).toBeLessThanOrEqual(most);
});

test("an upload keeps to it too: each write that asks to wait is followed by one wake-up", async () => {
  let arrived = 0;
  using pair = openPair((stream) => {
    stream.listen({
      onData(bytes) {
        arrived += bytes.length;
        stream.consumed(bytes.length);
      },
      onEnd: () => {},
      onClose: () => {},
    });
    stream.accept();
  });
  let refused = 0;
  let woken = 0;
  const more = () => {
    while (stream.write(piece));
    refused += 1;
  };
  const stream = pair.open({
    onData: () => {},
    onEnd: () => {},
    onDrain() {
      woken += 1;
      more();
    },
    onClose: () => {},
  });
  more();
  await pass(pair.clock, 10_000);
  const after = arrived;
  await pass(pair.clock, 20_000);
  expect(Math.abs(arrived - after - 20 * bytesPerSecond)).toBeLessThanOrEqual(2 * piece.length);
  expect(refused - woken).toBe(1);
});

test("two streams of one app share its bytes, and a stream that ends leaves no timer behind", async () => {
  using pair = openPair((stream) => {
    const more = writeForEver(stream);
    stream.listen({ onData: () => {}, onEnd: () => {}, onDrain: more, onClose: () => {} });
    stream.accept();
    more();
  });
  const received = [0, 0];
  const streams = received.map((_, at) => {
    const stream: MuxStream = pair.open({
      onData(bytes) {
        received[at] = (received[at] ?? 0) + bytes.length;
        stream.consumed(bytes.length);
      },
      onEnd: () => {},
      onClose: () => {},
    });
    stream.write(piece);
    return stream;
  });
  await pass(pair.clock, 30_000);
  const [one = 0, other = 0] = received;
  expect(one + other).toBeLessThanOrEqual(31 * bytesPerSecond + 2 * windowBytes);
  expect(one + other).toBeGreaterThanOrEqual(30 * bytesPerSecond - 2 * windowBytes);
  expect(Math.abs(one - other)).toBeLessThanOrEqual(windowBytes);
  const pending = pair.clock.pending();
  for (const stream of streams) stream.reset(rstCodes.CANCELLED);
  expect(pair.clock.pending()).toBe(pending - 2);
});

test("a request waits for its turn, or is told when to come again", async () => {
  using pair = openPair(() => {});
  await pair.pace.turn();
  pair.pace.charge("out", 4 * bytesPerSecond);
  let begun = false;
  void pair.pace.turn().then(() => {
    begun = true;
  });
  await pair.clock.advance(2_999);
  expect(begun).toBe(false);
  await pair.clock.advance(1);
  expect(begun).toBe(true);
  pair.pace.charge("in", 7 * bytesPerSecond);
  await expect(pair.pace.turn()).rejects.toMatchObject({
    ...{ code: "OVER_CAPACITY", retryAfterMs: 6_000 },
  });
});
