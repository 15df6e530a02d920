import type { Limiter } from "@homeport/coordination";
import type { Clock } from "@homeport/platform";
import { addressKey } from "./address-key.ts";

/** Holds off addresses from which too many handshakes failed. Only failures count against anybody. */
export interface FailedHandshakes {
  note(address: string | null): void;
  /** How long this address is still held off, in ms; 0 when it is not. */
  waitMs(address: string | null): number;
}

const maxAddresses = 10_000;

export function createFailedHandshakes(deps: {
  readonly limiter: Pick<Limiter<"handshake-failed">, "take">;
  readonly clock: Pick<Clock, "monotonicMs">;
}): FailedHandshakes {
  const { limiter, clock } = deps;
  const heldOffUntilMs = new Map<string, number>();

  return {
    note(address) {
      const key = addressKey(address);
      const decision = limiter.take("handshake-failed", key);
      if (decision.allowed) return;
      heldOffUntilMs.delete(key);
      heldOffUntilMs.set(key, clock.monotonicMs() + decision.retryAfterMs);
      const oldest = heldOffUntilMs.keys().next().value;
      if (heldOffUntilMs.size > maxAddresses && oldest !== undefined) heldOffUntilMs.delete(oldest);
    },
    waitMs(address) {
      const untilMs = heldOffUntilMs.get(addressKey(address)) ?? 0;
      return Math.max(0, Math.ceil(untilMs - clock.monotonicMs()));
    },
  };
}
