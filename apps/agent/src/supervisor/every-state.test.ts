import { createVirtualClock, type VirtualClock } from "@homeport/platform";
import { closeCodes } from "@homeport/tunnel";
import { describe, expect, it } from "vitest";
import { type Dial, type DialPhase, DialRefused } from "./live-tunnel.ts";
import { stateLimitsMs } from "./next-step.ts";
import { Slot, type SlotState } from "./slot.ts";
import { type FakeTunnel, fakeTunnel } from "./testing/fake-tunnel.ts";

const random = { bytes: (count: number) => new Uint8Array(count), number: () => 0.5 };
const never = new Promise<never>(() => undefined);
const drainMs = 10_000;
const hourMs = 3_600_000;

/** How a slot gets into a state in which everything that it called hangs for ever. */
interface Walk {
  readonly dial: (tunnel: FakeTunnel) => Dial;
  /** The limit of the state. */
  readonly limitMs: number;
  readonly afterwards?: (slot: Slot, tunnel: FakeTunnel) => void;
}

const hangsIn = (...phases: DialPhase[]) => ({
  dial: (): Dial => (attempt) => {
    for (const phase of phases) attempt.phase(phase);
    return never;
  },
});
const isRefused = (code: number) => ({
  dial: (): Dial => () => Promise.reject(new DialRefused(code, "no")),
});
const comesUp = (tunnel: FakeTunnel): Dial => {
  let dials = 0;
  return () => (dials++ === 0 ? Promise.resolve(tunnel) : never);
};

const walks: Record<Exclude<SlotState, "stopped">, Walk> = {
  waiting: { dial: () => () => Promise.reject(new Error("no network")), limitMs: 375 },
  resolving: { ...hangsIn(), limitMs: stateLimitsMs.resolving },
  connecting: { ...hangsIn("connecting"), limitMs: stateLimitsMs.connecting },
  handshaking: { ...hangsIn("connecting", "handshaking"), limitMs: stateLimitsMs.handshaking },
  live: {
    dial: comesUp,
    limitMs: stateLimitsMs.liveCheck,
    // It ended, and the call that was to say so never comes.
    afterwards: (_slot, tunnel) => {
      tunnel.destroyed = "cut";
    },
  },
  draining: {
    dial: comesUp,
    limitMs: drainMs + 1_000,
    afterwards: (slot, tunnel) => {
      tunnel.holdDrain();
      void slot.stop(drainMs);
    },
  },
  refused: { ...isRefused(closeCodes.CREDENTIAL), limitMs: stateLimitsMs.refused },
  replaced: { ...isRefused(closeCodes.REPLACED), limitMs: stateLimitsMs.replaced },
};

/** Brings a slot into a state. A timer of `dropsMs` is taken and never runs. */
async function walkTo(walk: Walk, dropsMs: number | null = null) {
  const clock = createVirtualClock();
  const inert = { cancel: () => undefined, unref: () => inert };
  const given: VirtualClock = {
    ...clock,
    after: (delayMs, run) => (delayMs === dropsMs ? inert : clock.after(delayMs, run)),
  };
  const states: SlotState[] = [];
  const tunnel = fakeTunnel();
  const slot = new Slot({
    ...{ index: 0, clock: given, random, dial: walk.dial(tunnel), siblingIsLive: () => false },
    onChange: (report) => states.push(report.state),
  });
  slot.start();
  await clock.advance(0);
  walk.afterwards?.(slot, tunnel);
  await clock.advance(0);
  return { clock, slot, states };
}

const everyState = Object.entries(walks);

describe("in every agent state a timer is armed, and leads on though each call hangs for ever", () => {
  it.each(everyState)("%s", async (state, walk) => {
    const { clock, slot, states } = await walkTo(walk);
    expect([states.at(-1), slot.hasTimer]).toEqual([state, true]);
    const before = states.length;
    await clock.advance(walk.limitMs);
    expect(states.length).toBeGreaterThan(before);
    expect(slot.hasTimer || states.at(-1) === "stopped").toBe(true);
  });

  it.each(everyState)(
    "control: %s is left never when its timer is dropped",
    async (state, walk) => {
      const { clock, states } = await walkTo(walk, walk.limitMs);
      await clock.advance(hourMs);
      expect(states.at(-1)).toBe(state);
    },
  );
});
