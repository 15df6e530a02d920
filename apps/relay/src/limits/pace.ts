import type { Limiter } from "@homeport/coordination";
import type { Clock } from "@homeport/platform";
import { RelayError } from "../errors.ts";

/** The bytes a second of one app, each way apart. */
export interface Pace {
  readonly clock: Pick<Clock, "after" | "monotonicMs">;
  /** Counts bytes that flow; answers how long no more should, in ms. */
  charge(direction: "in" | "out", byteCount: number): number;
  /** Waits until the app may begin another request. Rejects with OVER_CAPACITY when that takes too long. */
  turn(): Promise<void>;
}

export interface PaceDeps {
  readonly clock: Pick<Clock, "after" | "monotonicMs" | "sleep">;
  readonly limiter: Pick<Limiter, "charge">;
  /** A request that would wait longer is refused. */
  readonly paceTurnMs: number;
}

/**
 * Holds an app to its bytes a second. What it counts has flowed already, so answers that fit into the first
 * window of their stream are only counted: the requests after them wait for their turn instead.
 */
export function createPace(deps: PaceDeps, appId: string, bytesPerSecond: number): Pace {
  const { clock, limiter } = deps;
  const rate = { perSecond: bytesPerSecond, burst: bytesPerSecond };

  function charge(direction: "in" | "out", byteCount: number): number {
    return limiter.charge(`app-bytes-${direction}`, rate, appId, byteCount);
  }

  return {
    clock,
    charge,
    async turn() {
      const waitMs = Math.max(charge("in", 0), charge("out", 0));
      if (waitMs > deps.paceTurnMs) throw new RelayError("OVER_CAPACITY", { retryAfterMs: waitMs });
      if (waitMs > 0) await clock.sleep(waitMs);
    },
  };
}
