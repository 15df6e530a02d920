import type { Clock, Random, Timer } from "@homeport/platform";
import { type Dial, type LiveTunnel, Slot, type SlotReport } from "./slot.ts";

const watchEveryMs = 10_000;

export interface SupervisorParts {
  /** How many tunnels are held, 1 to 4. */
  readonly tunnels: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly dial: Dial;
  onChange(report: SlotReport): void;
  /** Called when a slot had no timer and was started again: a fault of ours, worth a report. */
  onUnwedged(slot: number): void;
}

/** Holds the slots of an agent and watches that each of them can always move on. */
export interface Supervisor {
  start(): void;
  reports(): readonly SlotReport[];
  liveTunnels(): readonly LiveTunnel[];
  /** Drains every tunnel for up to `withinMs` and ends all slots. */
  stop(withinMs: number): Promise<void>;
}

export function createSupervisor(parts: SupervisorParts): Supervisor {
  const slots: Slot[] = [];
  for (let index = 0; index < parts.tunnels; index += 1) {
    const slot: Slot = new Slot({
      index,
      clock: parts.clock,
      random: parts.random,
      dial: parts.dial,
      siblingIsLive: () => slots.some((other) => other !== slot && other.isLive),
      onChange: parts.onChange,
    });
    slots.push(slot);
  }
  let watchdog: Timer | null = null;

  function watch(): void {
    for (const slot of slots) {
      if (slot.hasTimer) continue;
      slot.restart();
      parts.onUnwedged(slot.report().slot);
    }
    watchdog = parts.clock.after(watchEveryMs, watch);
  }

  return {
    start() {
      for (const slot of slots) slot.start();
      watchdog = parts.clock.after(watchEveryMs, watch);
    },
    reports: () => slots.map((slot) => slot.report()),
    liveTunnels: () => slots.flatMap((slot) => (slot.tunnel === null ? [] : [slot.tunnel])),
    async stop(withinMs) {
      watchdog?.cancel();
      await Promise.all(slots.map((slot) => slot.stop(withinMs)));
    },
  };
}
