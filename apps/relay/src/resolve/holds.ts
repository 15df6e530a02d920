import type { Clock } from "@homeport/platform";
import { createWaitingRoom, type WaitingPlace } from "./waiting-room.ts";

/** Requests that wait for the return of hosts which have just been lost. */
export interface Holds {
  /** The host's tunnel was lost: for 10 s its return is worth waiting for. */
  noteLoss(hostId: string): void;
  /** A place to wait in; null when the host was not lost just now, or too many wait already. */
  enter(hostId: string): WaitingPlace | null;
  /** Something about this host changed. */
  wake(hostId: string): void;
  readonly count: number;
}

export interface HoldLimits {
  readonly lossMs: number;
  readonly maxAHost: number;
  readonly maxHeld: number;
}

const defaults: HoldLimits = { lossMs: 10_000, maxAHost: 100, maxHeld: 2_000 };
const maxLosses = 10_000;

export function createHolds(deps: {
  readonly clock: Pick<Clock, "monotonicMs" | "after">;
  readonly onCount: (count: number) => void;
  readonly limits?: Partial<HoldLimits>;
}): Holds {
  const { clock, onCount } = deps;
  const { lossMs, maxAHost, maxHeld } = { ...defaults, ...deps.limits };
  const lostAtMs = new Map<string, number>();
  const room = createWaitingRoom({ clock, onCount, maxEach: maxAHost, maxAll: maxHeld });

  function isLost(hostId: string): boolean {
    const atMs = lostAtMs.get(hostId);
    return atMs !== undefined && clock.monotonicMs() - atMs < lossMs;
  }

  return {
    noteLoss(hostId) {
      lostAtMs.delete(hostId);
      lostAtMs.set(hostId, clock.monotonicMs());
      const oldest = lostAtMs.keys().next().value;
      if (lostAtMs.size > maxLosses && oldest !== undefined) lostAtMs.delete(oldest);
    },
    enter: (hostId) => (isLost(hostId) ? room.enter(hostId) : null),
    wake: room.wake,
    get count() {
      return room.count;
    },
  };
}
