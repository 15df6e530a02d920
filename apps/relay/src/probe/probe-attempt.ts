import type { Clock, Random } from "@homeport/platform";
import { closeCodes, type Mux, type Wheel } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import { askEcho } from "./ask-echo.ts";
import type { OwnListener } from "./own-listener.ts";
import type { ProbeAttempt } from "./probe.ts";
import { dialProbeAgent } from "./probe-agent.ts";
import type { ProbeHost } from "./probe-host.ts";

const probeBytes = 4 * 1024;

/**
 * One attempt after another over one tunnel, which is dialled when there is none, and again after each failure. Nothing
 * is compared but what comes back: an opened socket is no success.
 */
export function createProbeAttempt(deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly wheel: Wheel;
  readonly host: ProbeHost;
  readonly agentVersion: string;
  readonly findListener: () => OwnListener | null;
}): ProbeAttempt & Disposable {
  let tunnel: Mux | null = null;

  function hangUp(): void {
    if (tunnel?.closed === false) tunnel.destroy(closeCodes.AGENT_STOP, "the probe is over");
    tunnel = null;
  }

  async function attempt(signal: AbortSignal): Promise<void> {
    const listener = deps.findListener();
    if (listener === null) throw new RelayError("INTERNAL", { detail: "the listener is closed" });
    try {
      if (tunnel === null || tunnel.draining) tunnel = await dialProbeAgent(deps, listener, signal);
      await askEcho(listener, deps.host, Buffer.from(deps.random.bytes(probeBytes)), signal);
    } catch (error) {
      hangUp();
      throw error;
    }
  }

  return Object.assign(attempt, { [Symbol.dispose]: hangUp });
}
