import type { Clock } from "@homeport/platform";

/** One request that waits for its host. */
export interface HoldPlace extends Disposable {
  /** Resolves when something about the host changed, or after `mostMs`. */
  changed(mostMs: number): Promise<void>;
}

/** Requests that wait for the return of hosts which have just been lost. */
export interface Holds {
  /** The host's tunnel was lost: for 10 s its return is worth waiting for. */
  noteLoss(hostId: string): void;
  /** A place to wait in; null when the host was not lost just now, or too many wait already. */
  enter(hostId: string): HoldPlace | null;
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
  const { clock } = deps;
  const limits = { ...defaults, ...deps.limits };
  const lostAtMs = new Map<string, number>();
  const waiting = new Map<string, { places: number; wakers: Set<() => void> }>();
  let count = 0;

  function isLost(hostId: string): boolean {
    const atMs = lostAtMs.get(hostId);
    return atMs !== undefined && clock.monotonicMs() - atMs < limits.lossMs;
  }

  function leave(hostId: string): void {
    const held = waiting.get(hostId);
    if (held === undefined) return;
    held.places -= 1;
    if (held.places === 0) waiting.delete(hostId);
    count -= 1;
    deps.onCount(count);
  }

  return {
    noteLoss(hostId) {
      lostAtMs.delete(hostId);
      lostAtMs.set(hostId, clock.monotonicMs());
      const oldest = lostAtMs.keys().next().value;
      if (lostAtMs.size > maxLosses && oldest !== undefined) lostAtMs.delete(oldest);
    },
    enter(hostId) {
      const held = waiting.get(hostId) ?? { places: 0, wakers: new Set() };
      if (!isLost(hostId) || held.places >= limits.maxAHost || count >= limits.maxHeld) return null;
      held.places += 1;
      waiting.set(hostId, held);
      count += 1;
      deps.onCount(count);
      return {
        changed(mostMs) {
          return new Promise((resolve) => {
            const wake = () => {
              held.wakers.delete(wake);
              timer.cancel();
              resolve();
            };
            const timer = clock.after(mostMs, wake);
            held.wakers.add(wake);
          });
        },
        [Symbol.dispose]: () => leave(hostId),
      };
    },
    wake(hostId) {
      for (const wake of [...(waiting.get(hostId)?.wakers ?? [])]) wake();
    },
    get count() {
      return count;
    },
  };
}
