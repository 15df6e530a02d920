import type { CheckOwner, CheckTunnel, TunnelOwner } from "@homeport/hosts";
import type { Carrier } from "../resolve/carrier.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";

/** A tunnel as the directory has it. */
export function shownOwner({ relayId, relay, record }: TunnelOwner): CheckOwner {
  const { wire, connectedAtMs } = record;
  return { relayId, wire, connectedAtMs, draining: relay.draining || record.draining };
}

/**
 * The tunnel that a carrier uses: one of this relay as it is now, or one of another relay as that one last told the
 * directory.
 */
export function shownTunnel(
  carrier: Carrier,
  here: LiveTunnel | undefined,
  owners: readonly TunnelOwner[],
): CheckTunnel {
  const { path, relayId } = carrier;
  if (path === "local" && here !== undefined) {
    const { wire, connectedAtMs, mux } = here;
    return { relayId, path, wire, rttMs: mux.status().rttMs, connectedAtMs };
  }
  const record = owners.find((owner) => owner.relayId === relayId)?.record;
  return {
    ...{ relayId, path },
    wire: record?.wire ?? null,
    rttMs: record?.rttMs ?? null,
    connectedAtMs: record?.connectedAtMs ?? null,
  };
}
