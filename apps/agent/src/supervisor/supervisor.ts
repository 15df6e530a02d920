import type { Clock, Random, Timer } from "@homeport/platform";
import type { Dial, LiveTunnel } from "./live-tunnel.ts";
import { watchSleep } from "./sleep-watch.ts";
import { Slot, type SlotReport } from "./slot.ts";

const watchEveryMs = 10_000;
const spreadEveryMs = 60_000;

export interface SupervisorParts {
  /** How many tunnels are held, 1 to 4. */
  readonly tunnels: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly dial: Dial;
  onChange(report: SlotReport): void;
  /** Called when a slot had no timer and was started again: a fault of ours, worth a report. */
  onUnwedged(slot: number): void;
  /** Called when the machine slept; every tunnel is asked whether it still lives. */
  onWake(sleptMs: number): void;
}

/** Holds the slots of an agent and watches that each of them can always move on. */
export interface Supervisor {
  start(): void;
  reports(): readonly SlotReport[];
  liveTunnels(): readonly LiveTunnel[];
  /** The host has another key: every live tunnel is replaced by one that this key has proved. */
  renew(): void;
  /** Holds `tunnels` from now on; those too many drain for up to `withinMs`. */
  resize(tunnels: number, withinMs: number): void;
  /** Drains every tunnel for up to `withinMs` and ends all slots. */
  stop(withinMs: number): Promise<void>;
}

export function createSupervisor(parts: SupervisorParts): Supervisor {
  const { clock } = parts;
  const slots: Slot[] = [];
  let watchdog: Timer | null = null;
  let spreading: Timer | null = null;
  let sleepWatch: Disposable | null = null;

  function addSlot(): Slot {
    const slot: Slot = new Slot({
      index: slots.length,
      clock,
      random: parts.random,
      dial: parts.dial,
      siblingIsLive: () => slots.some((other) => other !== slot && other.isLive),
      onChange: (report) => {
        parts.onChange(report);
        if (report.state === "live") spread();
      },
    });
    slots.push(slot);
    return slot;
  }

  function watch(): void {
    for (const slot of slots) {
      if (slot.hasTimer) continue;
      slot.restart();
      parts.onUnwedged(slot.report().slot);
    }
    watchdog = clock.after(watchEveryMs, watch);
  }

  /** Of two tunnels that are at one relay the later slot looks for another. */
  function spread(): void {
    const taken = slots.flatMap(({ tunnel }) => (tunnel === null ? [] : [tunnel.relayId]));
    for (const [index, slot] of slots.entries()) {
      const relayId = slot.tunnel?.relayId;
      const isSecond = slots.slice(0, index).some(({ tunnel }) => tunnel?.relayId === relayId);
      if (relayId !== undefined && isSecond) slot.spread(taken);
    }
  }

  function spreadAgain(): void {
    spread();
    spreading = clock.after(spreadEveryMs, spreadAgain);
  }

  for (let count = 0; count < parts.tunnels; count += 1) addSlot();

  return {
    start() {
      for (const slot of slots) slot.start();
      watchdog = clock.after(watchEveryMs, watch);
      spreading = clock.after(spreadEveryMs, spreadAgain);
      sleepWatch = watchSleep(clock, (sleptMs) => {
        parts.onWake(sleptMs);
        for (const slot of slots) slot.wake();
      });
    },
    renew() {
      for (const slot of slots) {
        const relays = slots.flatMap((other) => (other === slot ? [] : [other.tunnel?.relayId]));
        slot.renew(relays.filter((relayId) => relayId !== undefined));
      }
    },
    resize(tunnels, withinMs) {
      while (slots.length < tunnels) addSlot().start();
      for (const slot of slots.splice(tunnels)) void slot.stop(withinMs);
    },
    reports: () => slots.map((slot) => slot.report()),
    liveTunnels: () => slots.flatMap((slot) => (slot.tunnel === null ? [] : [slot.tunnel])),
    async stop(withinMs) {
      watchdog?.cancel();
      spreading?.cancel();
      sleepWatch?.[Symbol.dispose]();
      await Promise.all(slots.map((slot) => slot.stop(withinMs)));
    },
  };
}
