import { createVirtualClock } from "@homeport/platform";
import { closeCodes } from "@homeport/tunnel";
import { describe, expect, it } from "vitest";
import { type Dial, type DialAttempt, DialRefused, type LiveTunnel } from "./live-tunnel.ts";
import { Slot } from "./slot.ts";
import { createSupervisor } from "./supervisor.ts";
import { fakeTunnel as tunnel } from "./testing/fake-tunnel.ts";

const random = { bytes: (count: number) => new Uint8Array(count), number: () => 0.5 };
const never = new Promise<never>(() => undefined);

function slotOver(dial: Dial) {
  const clock = createVirtualClock();
  const states: string[] = [];
  const slot = new Slot({
    index: 0,
    clock,
    random,
    dial,
    siblingIsLive: () => false,
    onChange: (report) => states.push(report.state),
  });
  slot.start();
  return { clock, slot, states };
}

describe("a slot", () => {
  it("has a timer armed in every state, also when every call hangs for ever", async () => {
    const phases = ["resolving", "connecting", "handshaking"] as const;
    for (const last of phases) {
      const hanging: Dial = (attempt) => {
        for (const phase of phases.slice(0, phases.indexOf(last) + 1)) attempt.phase(phase);
        return never;
      };
      const { clock, slot, states } = slotOver(hanging);
      for (let second = 0; second < 60; second += 1) {
        expect(slot.hasTimer, `${last} after ${second} s`).toBe(true);
        await clock.advance(1_000);
      }
      expect(states.filter((state) => state === "waiting").length, last).toBeGreaterThan(2);
    }
  });

  it.each([
    ["refused", closeCodes.CREDENTIAL, 300_000],
    ["replaced", closeCodes.REPLACED, 60_000],
  ] as const)("leaves %s by its own timer", async (state, code, waitMs) => {
    let dials = 0;
    const { clock, slot } = slotOver(() => {
      dials += 1;
      return Promise.reject(new DialRefused(code, "no"));
    });
    await clock.advance(1);
    expect(slot.report().state).toBe(state);
    expect(slot.hasTimer).toBe(true);
    await clock.advance(waitMs - 10);
    expect(dials).toBe(1);
    await clock.advance(20);
    expect(dials).toBe(2);
  });

  it("dials at once after GOAWAY of a draining relay, and lets the old tunnel finish", async () => {
    const tunnels = [tunnel("relay-1"), tunnel("relay-2")];
    const [first, second] = tunnels;
    const { clock, slot } = slotOver(() => Promise.resolve(tunnels.shift() ?? tunnel()));
    await clock.advance(1);
    first?.goAway(closeCodes.SERVER_DRAIN);
    await clock.advance(1);
    expect(slot.report()).toMatchObject({ state: "live", relayId: "relay-2" });
    expect(first?.destroyed).toBeNull();
    await clock.advance(30_000);
    expect(first?.destroyed).toMatch(/drained for too long/);
    expect(second?.destroyed).toBeNull();
  });

  it("ignores the end of a tunnel that it has replaced", async () => {
    const first = tunnel("relay-1");
    const waiting = [first, tunnel("relay-2")];
    const { clock, slot } = slotOver(() => Promise.resolve(waiting.shift() ?? tunnel()));
    await clock.advance(1);
    first.goAway(closeCodes.SERVER_DRAIN);
    await clock.advance(1);
    first.end(closeCodes.SERVER_DRAIN);
    await clock.advance(1);
    expect(slot.report()).toMatchObject({ state: "live", relayId: "relay-2" });
  });

  it("notices a tunnel that ended without saying so", async () => {
    const dead = tunnel();
    const { clock, slot, states } = slotOver(() => Promise.resolve(dead));
    await clock.advance(1);
    dead.destroyed = "cut";
    await clock.advance(5_000);
    expect(states).toContain("waiting");
    expect(slot.report().lastEnd).toMatch(/without a word/);
  });

  it("forgets earlier failures after ten seconds live", async () => {
    const script: (() => Promise<LiveTunnel>)[] = [];
    const failing = () => Promise.reject(new Error("no"));
    const live = tunnel();
    script.push(failing, failing, failing, failing, () => Promise.resolve(live), failing, failing);
    const { clock, slot } = slotOver(() => (script.shift() ?? (() => never))());
    await clock.advance(12_000);
    expect(slot.isLive).toBe(true);
    await clock.advance(15_000);
    live.end(closeCodes.SILENT);
    const { nextAtMs, sinceMs } = slot.report();
    expect((nextAtMs ?? 0) - sinceMs).toBeLessThan(200);
  });

  it("destroys a tunnel that comes up after its attempt was given up", async () => {
    const late = tunnel();
    const attempts: DialAttempt[] = [];
    let answer: (tunnel: LiveTunnel) => void = () => undefined;
    const { clock, slot } = slotOver((attempt) => {
      attempts.push(attempt);
      if (attempts.length > 1) return never;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    await clock.advance(6_000);
    expect(attempts[0]?.signal.aborted).toBe(true);
    answer(late);
    await clock.advance(1);
    expect(late.destroyed).toMatch(/given up/);
    expect(slot.isLive).toBe(false);
  });

  it("lets a tunnel that its relay drains finish its streams when the agent stops", async () => {
    const first = tunnel("relay-1");
    const { clock, slot } = slotOver((attempt) =>
      attempt.signal.aborted || first.isGoing ? never : Promise.resolve(first),
    );
    await clock.advance(1);
    first.goAway(closeCodes.SERVER_DRAIN);
    await clock.advance(1);
    const finish = first.holdDrain();
    let stopped = false;
    const stopping = slot.stop(10_000).then(() => {
      stopped = true;
    });
    await clock.advance(5_000);
    expect([stopped, first.destroyed, slot.hasTimer]).toEqual([false, null, true]);
    finish();
    await stopping;
    expect(slot.report().state).toBe("stopped");
  });

  it("stays stopped after it was stopped", async () => {
    const { clock, slot } = slotOver(() => never);
    await slot.stop(100);
    await clock.advance(600_000);
    expect(slot.report().state).toBe("stopped");
    expect(clock.pending()).toBe(0);
  });
});

describe("the supervisor", () => {
  it("holds as many tunnels as it was told to", async () => {
    const clock = createVirtualClock();
    const supervisor = createSupervisor({
      tunnels: 2,
      clock,
      random,
      dial: (attempt) => Promise.resolve(tunnel(`relay-${attempt.slot}`)),
      onChange: () => undefined,
      onUnwedged: () => undefined,
      onWake: () => undefined,
    });
    supervisor.start();
    await clock.advance(1);
    expect(supervisor.liveTunnels().map((live) => live.relayId)).toEqual(["relay-0", "relay-1"]);
    await supervisor.stop(10);
    expect(supervisor.liveTunnels()).toEqual([]);
  });

  it("starts a slot again that was left without a timer, and says so", async () => {
    const clock = createVirtualClock();
    const unwedged: number[] = [];
    let dials = 0;
    let faults = 1;
    // The fault that the watchdog is there for: arming the limit of a dial fails once.
    const faulty = {
      ...clock,
      after(delayMs: number, run: () => void) {
        if (delayMs === 5_000 && faults-- > 0) throw new Error("no timer");
        return clock.after(delayMs, () => {
          try {
            run();
          } catch {
            // A process would log it and go on with its other timers.
          }
        });
      },
    };
    const supervisor = createSupervisor({
      tunnels: 1,
      clock: faulty,
      random,
      dial: () => {
        dials += 1;
        return never;
      },
      onChange: () => undefined,
      onUnwedged: (slot) => unwedged.push(slot),
      onWake: () => undefined,
    });
    supervisor.start();
    await clock.advance(9_000);
    expect(dials).toBe(0);
    await clock.advance(2_000);
    expect(unwedged).toEqual([0]);
    expect(dials).toBe(1);
    await supervisor.stop(10);
  });
});
