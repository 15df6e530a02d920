import { createVirtualClock } from "@homeport/platform";
import { describe, expect, it } from "vitest";
import { closeCodes } from "./codes.ts";
import { frameTypes } from "./frame.ts";
import { converse, someBytes } from "./testing/client.ts";
import { rawFrame } from "./testing/frames.ts";
import { framesOf, scriptMux, turn } from "./testing/scripted-mux.ts";
import { createWheel } from "./wheel.ts";

const pong = rawFrame(frameTypes.PONG, 0, Buffer.alloc(8));

describe("silence", () => {
  it("death falls between 15 and 16 s of silence, for every offset of the last byte", async () => {
    for (let offsetMs = 0; offsetMs < 1_000; offsetMs += 1) {
      const { wire, clock, ends } = scriptMux();
      await clock.advance(offsetMs);
      wire.arrive(pong);
      await clock.advance(14_999);
      expect(ends, `offset ${offsetMs}`).toEqual([]);
      await clock.advance(1_001);
      expect(ends, `offset ${offsetMs}`).toEqual([
        { code: closeCodes.SILENT, by: "local", text: "silent" },
      ]);
      expect(wire.destroyed).toBe(true);
      expect(wire.closes).toEqual([]);
    }
  }, 20_000);

  it("asks at one and at two intervals before it gives up", async () => {
    const { wire, clock } = scriptMux();
    await clock.advance(500);
    wire.arrive(pong);
    const askedAt: number[] = [];
    for (let atMs = 1_000; atMs <= 14_000; atMs += 500) {
      wire.sent.length = 0;
      await clock.advance(500);
      await turn();
      if (framesOf(wire.sentBytes).some((frame) => frame.type === frameTypes.PING)) {
        askedAt.push(atMs);
      }
    }
    expect(askedAt).toEqual([6_000, 11_000]);
  });

  it.each([1_000, 10_000])(
    "follows an interval of %i ms, and never takes over 30 s and a turn",
    async (pingEveryMs) => {
      const { clock, ends } = scriptMux({ limits: { pingEveryMs } });
      await clock.advance(3 * pingEveryMs - 1);
      expect(ends).toEqual([]);
      await clock.advance(1_001);
      expect(ends.length).toBe(1);
    },
  );

  it("lives as long as any byte arrives", async () => {
    const { wire, clock, ends } = scriptMux();
    for (let count = 0; count < 10; count++) {
      await clock.advance(14_000);
      wire.arrive(pong.subarray(0, 1));
      wire.arrive(pong.subarray(1));
    }
    expect(ends).toEqual([]);
  });

  it("a tunnel is suspect after two intervals without a byte, when a stream waits", async () => {
    const { mux, clock } = scriptMux();
    await clock.advance(10_000);
    expect(mux.suspect).toBe(false);
    converse(mux);
    expect(mux.suspect).toBe(true);
    expect(mux.status().state).toBe("suspect");
  });

  it("a tunnel that becomes suspect says so once each time, and not while nothing waits", async () => {
    const { mux, clock, wire, suspected } = scriptMux();
    await clock.advance(14_000);
    wire.arrive(pong);
    expect(suspected).toEqual([]);
    converse(mux);
    await clock.advance(9_000);
    expect(suspected).toEqual([]);
    await clock.advance(4_000);
    expect(suspected).toEqual([10_000]);
    wire.arrive(pong);
    await clock.advance(12_000);
    expect(suspected).toEqual([10_000, 10_000]);
  });
});

describe("a frozen judge", () => {
  it.each([false, true])(
    "judges nobody on its late turn; planted fault: %s",
    async (judgeWhenLate) => {
      const clock = frozenClock();
      const { wire, ends } = scriptMux({ ...clock.parts, faults: { judgeWhenLate } });
      await clock.advance(3_000);
      wire.arrive(pong);
      clock.freeze(60_000);
      await clock.advance(0);
      expect(ends.length).toBe(judgeWhenLate ? 1 : 0);
      // The bytes that had arrived meanwhile are read in the turn after.
      wire.arrive(pong);
      await clock.advance(2_000);
      expect(ends.length).toBe(judgeWhenLate ? 1 : 0);
    },
  );

  it("judges on the turn after, when still nothing has come", async () => {
    const clock = frozenClock();
    const { ends } = scriptMux(clock.parts);
    await clock.advance(1_000);
    clock.freeze(60_000);
    await clock.advance(0);
    expect(ends).toEqual([]);
    await clock.advance(1_000);
    expect(ends.length).toBe(1);
  });
});

describe("bytes that nobody takes", () => {
  it("mean death after 10 s, although the peer still speaks", async () => {
    const { mux, wire, clock, ends } = scriptMux();
    await turn();
    wire.confirms = false;
    converse(mux).stream.write(someBytes(100));
    await turn();
    for (let elapsedMs = 0; elapsedMs < 10_000; elapsedMs += 1_000) {
      expect(ends).toEqual([]);
      await clock.advance(1_000);
      wire.arrive(pong);
    }
    await clock.advance(1_000);
    expect(ends).toEqual([{ code: closeCodes.SILENT, by: "local", text: "takes no bytes" }]);
  });

  it("mean nothing while some of them leave", async () => {
    const { mux, wire, clock, ends } = scriptMux();
    await turn();
    wire.confirms = false;
    const talk = converse(mux);
    for (let elapsedMs = 0; elapsedMs < 60_000; elapsedMs += 5_000) {
      wire.confirm();
      talk.stream.write(someBytes(100));
      await turn();
      await clock.advance(5_000);
      wire.arrive(pong);
    }
    expect(ends).toEqual([]);
  });
});

describe("a round trip", () => {
  it("is the least of the PINGs that were answered", async () => {
    const { mux, wire, clock } = scriptMux();
    const measured: number[] = [];
    for (const tookMs of [40, 20, 30]) {
      wire.sent.length = 0;
      mux.ping((rttMs) => measured.push(rttMs));
      await turn();
      const pings = framesOf(wire.sentBytes).filter((frame) => frame.type === frameTypes.PING);
      await clock.advance(tookMs);
      wire.arrive(rawFrame(frameTypes.PONG, 0, pings.at(-1)?.payload ?? Buffer.alloc(8)));
    }
    expect(measured).toEqual([40, 20, 30]);
    expect(mux.status().rttMs).toBe(20);
  });
});

describe("the wheel", () => {
  it("has no timer while it has no member", async () => {
    const clock = createVirtualClock();
    const wheel = createWheel(clock);
    const member = { onTick: () => undefined };
    expect(clock.pending()).toBe(0);
    wheel.add(member);
    expect(clock.pending()).toBe(1);
    wheel.remove(member);
    expect(clock.pending()).toBe(0);
  });
});

/** A virtual clock whose process can stand still: time passes and no timer runs. */
function frozenClock() {
  const clock = createVirtualClock();
  let skippedMs = 0;
  const parts = {
    clock: { ...clock, monotonicMs: () => clock.monotonicMs() + skippedMs },
    wheel: createWheel({ after: clock.after, monotonicMs: () => clock.monotonicMs() + skippedMs }),
  };
  return {
    parts,
    /** The next turn of the wheel, which falls within a second, comes this much later. */
    freeze(byMs: number) {
      skippedMs += byMs;
    },
    async advance(byMs: number) {
      await clock.advance(byMs === 0 ? 1_000 : byMs);
    },
  };
}
