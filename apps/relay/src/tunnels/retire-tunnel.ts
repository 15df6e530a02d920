import type { Clock, Timer } from "@homeport/platform";
import { closeCodes } from "@homeport/tunnel";
import type { LiveTunnel } from "./live-tunnel.ts";

const defaultGraceMs = 30_000;
const lookEveryMs = 250;
const text = "a newer tunnel of this host took its place";

/**
 * Tells a replaced tunnel to go: nothing new is opened on it, what is open goes on for up to `graceMs`, and
 * it closes as soon as nothing is left.
 */
export function createRetirement(options: {
  readonly clock: Clock;
  readonly graceMs?: number;
}): (old: LiveTunnel) => void {
  const { clock, graceMs = defaultGraceMs } = options;
  return ({ mux }) => {
    mux.goAway(closeCodes.REPLACED, graceMs, text);
    const deadlineMs = clock.monotonicMs() + graceMs;
    const look = (): Timer =>
      clock
        .after(lookEveryMs, () => {
          if (mux.closed) return;
          const over = mux.activeStreams === 0 || clock.monotonicMs() >= deadlineMs;
          if (over) mux.close(closeCodes.REPLACED, text);
          else look();
        })
        .unref();
    look();
  };
}
