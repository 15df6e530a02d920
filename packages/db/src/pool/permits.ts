import type { Clock, Timer } from "@homeport/platform";
import { DbError } from "../errors.ts";

export interface PermitGate {
  /** Waits for a permit, first come first served; STORE_BUSY past the deadline or the bound. */
  acquire(): Promise<Permit>;
  readonly inUse: number;
  readonly waiting: number;
}

/** The right to keep one connection busy. Giving it back twice does nothing. */
export interface Permit {
  release(): void;
}

export interface PermitOptions {
  max: number;
  /** How long a caller may wait, in ms. */
  acquireMs: number;
  /** How many callers may wait; the next is refused at once. */
  maxWaiting: number;
  clock: Clock;
  onAcquired?: (waitedMs: number) => void;
  onRefused?: (facts: { waiting: number; waitedMs: number; reason: "deadline" | "queue" }) => void;
}

interface Waiter {
  sinceMs: number;
  timer: Timer;
  grant: () => void;
}

/**
 * Stands before the driver, which has no acquire deadline and sends further statements down busy
 * connections, where a quick one waits behind a slow one. With as many permits as connections no
 * connection ever carries two statements.
 */
export function createPermitGate(options: PermitOptions): PermitGate {
  const { clock, max, acquireMs, maxWaiting } = options;
  // A Set keeps its order and removes from its middle in constant time.
  const waiters = new Set<Waiter>();
  let inUse = 0;

  function take(sinceMs: number): Permit {
    inUse++;
    options.onAcquired?.(clock.monotonicMs() - sinceMs);
    let held = true;
    return {
      release() {
        if (!held) return;
        held = false;
        inUse--;
        for (const next of waiters) {
          next.grant();
          return;
        }
      },
    };
  }

  function refuse(sinceMs: number, reason: "deadline" | "queue"): DbError {
    const waitedMs = Math.round(clock.monotonicMs() - sinceMs);
    options.onRefused?.({ waiting: waiters.size, waitedMs, reason });
    return new DbError("STORE_BUSY", { detail: `${reason}, after ${waitedMs} ms` });
  }

  return {
    acquire() {
      const sinceMs = clock.monotonicMs();
      if (inUse < max && waiters.size === 0) return Promise.resolve(take(sinceMs));
      if (waiters.size >= maxWaiting) return Promise.reject(refuse(sinceMs, "queue"));
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          sinceMs,
          timer: clock.after(acquireMs, () => {
            waiters.delete(waiter);
            reject(refuse(sinceMs, "deadline"));
          }),
          grant() {
            waiters.delete(waiter);
            waiter.timer.cancel();
            resolve(take(sinceMs));
          },
        };
        waiters.add(waiter);
      });
    },
    get inUse() {
      return inUse;
    },
    get waiting() {
      return waiters.size;
    },
  };
}
