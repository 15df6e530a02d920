import { afterEach, describe, expect, it } from "vitest";
import { createBudget } from "./budget.ts";
import { rstCodes } from "./codes.ts";
import { ReceiveWindow } from "./credit.ts";
import { frameTypes } from "./frame.ts";
import { controlWindowBytes, defaultLimits } from "./limits.ts";
import { converse, echoThrough, someBytes, until } from "./testing/client.ts";
import { openFrame, rawFrame, windowFrame } from "./testing/frames.ts";
import { framesOf, scriptMux, turn } from "./testing/scripted-mux.ts";
import { echoStream, openTunnel, type Tunnel, type TunnelOptions } from "./testing/tunnel.ts";
import { wireKinds } from "./testing/wires.ts";
import { WindowLedger } from "./window-ledger.ts";

describe.each(wireKinds)("credit over %s", (kind) => {
  const tunnels: Tunnel[] = [];

  async function start(options: TunnelOptions): Promise<Tunnel> {
    const tunnel = await openTunnel(kind, options);
    tunnels.push(tunnel);
    return tunnel;
  }

  afterEach(async () => {
    for (const tunnel of tunnels.splice(0)) await tunnel.dispose();
  });

  it("stops a sender at the window of a consumer that takes nothing, and no other stream", async () => {
    const { relay } = await start({
      onOpen(stream) {
        stream.listen({
          onData: (bytes) => stream.consumed(bytes.length),
          onEnd: () => stream.end(someBytes(1_000_000)),
          onClose: () => undefined,
        });
      },
    });
    const stalled = converse(relay.mux, { keepCredit: true });
    stalled.stream.end();
    await until(() => stalled.stream.receivedBytes === 262_144);
    const brisk = converse(relay.mux);
    brisk.stream.end();
    expect(await brisk.ended).toEqual({ kind: "ended" });
    expect(brisk.stream.receivedBytes).toBe(1_000_000);
    expect(stalled.stream.receivedBytes).toBe(262_144);
    stalled.stream.consumed(262_144);
    await until(() => stalled.stream.receivedBytes > 262_144);
  });

  it("holds little for a control line, over which a long message passes all the same", async () => {
    const { relay, agent } = await start({ onOpen: echoStream });
    const line = converse(relay.mux, { request: { kind: "control" } });
    await until(() => agent.mux.activeStreams === 1);
    expect(relay.budget.usedBytes).toBe(controlWindowBytes);
    expect(agent.budget.usedBytes).toBe(controlWindowBytes);
    line.stream.write(someBytes(65_536));
    await until(() => line.stream.receivedBytes === 65_536);
  });

  it("an end without bytes needs no credit", async () => {
    let peerEnded = false;
    const { relay } = await start({
      terms: { creditBytes: 10 },
      onOpen(stream) {
        stream.listen({
          onData: () => undefined,
          onEnd() {
            peerEnded = true;
          },
          onClose: () => undefined,
        });
      },
    });
    const talk = converse(relay.mux);
    talk.stream.write(someBytes(10));
    talk.stream.end();
    await until(() => peerEnded);
  });

  it("carries ten times the window when its bytes are consumed", async () => {
    const { relay } = await start({
      limits: { windowBytes: 5_000 },
      terms: { creditBytes: 5_000 },
    });
    const bytes = someBytes(50_000);
    const { back } = await echoThrough(relay.mux, bytes, 1_000);
    expect(back.equals(bytes)).toBe(true);
  });
});

describe("credit on the wire", () => {
  it("an end waits for ever when it is made to need credit, so the claim above can fail", async () => {
    for (const endNeedsCredit of [false, true]) {
      const { mux, wire } = scriptMux({ peer: { creditBytes: 10 }, faults: { endNeedsCredit } });
      const talk = converse(mux);
      talk.stream.write(someBytes(10));
      await turn();
      talk.stream.end();
      await turn();
      const ends = framesOf(wire.sentBytes).filter((frame) => frame.fin);
      expect(ends.length).toBe(endNeedsCredit ? 0 : 1);
    }
  });

  it("never sends more than it was given", async () => {
    const { mux, wire } = scriptMux({ peer: { creditBytes: 100 } });
    const talk = converse(mux);
    talk.stream.write(someBytes(250));
    await turn();
    expect(dataBytes(wire.sentBytes)).toBe(100);
    wire.arrive(windowFrame(talk.stream.id, 50));
    await turn();
    expect(dataBytes(wire.sentBytes)).toBe(150);
  });

  it("resets with 9 a stream whose sender had no credit, and keeps the tunnel", async () => {
    const { wire, mux, opened } = scriptMux({ local: { creditBytes: 4 } });
    wire.arrive(openFrame(1), rawFrame(frameTypes.DATA, 1, someBytes(5)));
    await turn();
    const [reset] = framesOf(wire.sentBytes).filter((frame) => frame.type === frameTypes.RST);
    expect(reset?.payload.readUInt16BE(0)).toBe(rstCodes.CREDIT_VIOLATION);
    expect(opened[0]?.closed).toBe(true);
    expect(mux.closed).toBe(false);
  });

  it("gives credit back once half a window was consumed, and not before", async () => {
    const { wire, opened } = scriptMux({ local: { creditBytes: 100 } });
    wire.arrive(openFrame(1), rawFrame(frameTypes.DATA, 1, someBytes(80)));
    opened[0]?.consumed(49);
    await turn();
    expect(windows(wire.sentBytes)).toEqual([]);
    opened[0]?.consumed(1);
    await turn();
    expect(windows(wire.sentBytes)).toEqual([50]);
  });

  it("gives no credit for bytes that never came", async () => {
    const { wire, opened } = scriptMux({ local: { creditBytes: 100 } });
    wire.arrive(openFrame(1), rawFrame(frameTypes.DATA, 1, someBytes(60)));
    opened[0]?.consumed(1_000);
    await turn();
    expect(windows(wire.sentBytes)).toEqual([60]);
  });

  it("ends the tunnel with 4003 when credit passes 2³¹ or is zero", () => {
    for (const bad of [2 ** 31 - 1, 0]) {
      const { wire } = scriptMux();
      wire.arrive(openFrame(1, 262_144), windowFrame(1, bad));
      expect(wire.closes.map((close) => close.code)).toEqual([4003]);
    }
  });
});

describe("the growth of a window", () => {
  it("is wanted when a whole window was consumed in under two round trips", () => {
    expect(verdictAfter({ tookMs: 19, rttMs: 10 })).toBe("short");
  });

  it("is not when the window lasted two round trips, or none is known", () => {
    expect(verdictAfter({ tookMs: 20, rttMs: 10 })).toBe("fitting");
    expect(verdictAfter({ tookMs: 0, rttMs: null })).toBe("fitting");
  });

  it("raises the credit on the wire up to the largest window, and no further", async () => {
    const limits = { maxWindowBytes: 300 };
    const { wire, opened, clock, mux } = scriptMux({ local: { creditBytes: 100 }, limits });
    await answerPing(wire, clock.advance(50));
    const given: number[] = [];
    wire.arrive(openFrame(1));
    for (let size = 100; given.length < 4; ) {
      wire.sent.length = 0;
      wire.arrive(rawFrame(frameTypes.DATA, 1, someBytes(size)));
      opened[0]?.consumed(size);
      await turn();
      const [window = 0] = windows(wire.sentBytes);
      given.push(window);
      size = window;
    }
    expect(given).toEqual([200, 300, 300, 300]);
    expect(mux.status().windowBytes).toBe(300);
  });

  it("measures the round trip every 2 s while a stream grows", async () => {
    const { wire, opened, clock } = scriptMux({ local: { creditBytes: 100 } });
    await answerPing(wire, clock.advance(50));
    wire.arrive(openFrame(1), rawFrame(frameTypes.DATA, 1, someBytes(100)));
    opened[0]?.consumed(100);
    wire.sent.length = 0;
    await clock.advance(4_200);
    await turn();
    const pings = framesOf(wire.sentBytes).filter((frame) => frame.type === frameTypes.PING);
    expect(pings.length).toBe(2);
  });
});

function verdictAfter({ tookMs, rttMs }: { tookMs: number; rttMs: number | null }) {
  const window = new ReceiveWindow(1_000);
  window.receive(1_000, 0);
  window.consume(1_000);
  return window.judge(tookMs, rttMs);
}

describe("what is held back of a window", () => {
  const limits = { ...defaultLimits, windowBytes: 1_000, pressedWindowBytes: 100 };
  const begin = (): { ledger: WindowLedger; take(count: number): ReceiveWindow[] } => {
    const ledger = new WindowLedger(limits, createBudget(2 ** 30));
    const take = (count: number) => Array.from({ length: count }, () => new ReceiveWindow(1_000));
    return { ledger, take };
  };

  /** Lets a stream use its window up, in `tookMs`, and tells what it is given anew. */
  function useUp(ledger: WindowLedger, window: ReceiveWindow, nowMs: number, tookMs: number) {
    window.receive(window.openBytes, nowMs - tookMs);
    window.consume(window.openBytes);
    ledger.fit(window, nowMs, 10);
    return window.give();
  }

  it("is nothing while it lasts four round trips or less", () => {
    const { ledger, take } = begin();
    const windows = take(4);
    for (const window of windows) useUp(ledger, window, 40, 40);
    expect(windows.map((window) => window.openBytes)).toEqual([1_000, 1_000, 1_000, 1_000]);
  });

  it("leaves those that flow what one alone would begin with, and never stands still for it", () => {
    const { ledger, take } = begin();
    const windows = take(4);
    const given: number[] = [];
    for (let nowMs = 100; nowMs <= 800; nowMs += 100) {
      for (const window of windows) given.push(useUp(ledger, window, nowMs, 100));
    }
    expect(windows.map((window) => window.openBytes)).toEqual([250, 250, 250, 250]);
    expect(Math.min(...given)).toBeGreaterThan(0);
  });

  it("leaves no less than a stream begins with under pressure", () => {
    const { ledger, take } = begin();
    const windows = take(40);
    for (let nowMs = 100; nowMs <= 800; nowMs += 100) {
      for (const window of windows) useUp(ledger, window, nowMs, 100);
    }
    expect(new Set(windows.map((window) => window.openBytes))).toEqual(new Set([100]));
  });

  it("is given again to the one that flows on when the others have ended or rest", () => {
    const { ledger, take } = begin();
    const [first, ...others] = take(4);
    if (first === undefined) throw new Error("no window");
    for (let nowMs = 100; nowMs <= 800; nowMs += 100) {
      for (const window of [first, ...others]) useUp(ledger, window, nowMs, 100);
    }
    expect(first.openBytes).toBe(250);
    useUp(ledger, first, 2_000, 100);
    expect(first.openBytes).toBe(1_000);
  });

  it("is given again to one that becomes short, before its budget is asked", () => {
    const { ledger, take } = begin();
    const windows = take(4);
    for (let nowMs = 100; nowMs <= 800; nowMs += 100) {
      for (const window of windows) useUp(ledger, window, nowMs, 100);
    }
    const [first] = windows;
    if (first === undefined) throw new Error("no window");
    const before = ledger.usedBytes;
    useUp(ledger, first, 810, 10);
    expect(first.openBytes).toBe(500);
    expect(ledger.usedBytes).toBe(before);
  });

  it("is of what a window grew by, too, once less would do", () => {
    const { ledger, take } = begin();
    const [window] = take(1);
    if (window === undefined) throw new Error("no window");
    for (let nowMs = 10; nowMs <= 30; nowMs += 10) useUp(ledger, window, nowMs, 10);
    expect(window.openBytes).toBe(8_000);
    for (let nowMs = 2_000; nowMs <= 5_000; nowMs += 100) useUp(ledger, window, nowMs, 100);
    expect(window.openBytes).toBe(1_000);
  });
});

/** Answers the PING that every mux begins with, after `passed`. */
async function answerPing(
  wire: { sentBytes: Buffer; sent: Buffer[]; arrive(...chunks: Buffer[]): void },
  passed: Promise<void>,
): Promise<void> {
  await turn();
  await passed;
  const [ping] = framesOf(wire.sentBytes).filter((frame) => frame.type === frameTypes.PING);
  wire.arrive(rawFrame(frameTypes.PONG, 0, ping?.payload ?? Buffer.alloc(8)));
}

function dataBytes(sent: Buffer): number {
  const frames = framesOf(sent).filter((frame) => frame.type === frameTypes.DATA);
  return frames.reduce((sum, frame) => sum + frame.payload.length, 0);
}

function windows(sent: Buffer): number[] {
  const frames = framesOf(sent).filter((frame) => frame.type === frameTypes.WINDOW);
  return frames.map((frame) => frame.payload.readUInt32BE(0));
}
