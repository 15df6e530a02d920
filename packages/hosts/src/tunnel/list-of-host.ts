import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import type { Directory } from "../directory/directory.ts";
import type { TunnelOwner, TunnelWire } from "../directory/records.ts";
import { HostsError } from "../errors.ts";
import { findHost } from "../host/store.ts";

/** One live tunnel of a host as the directory has it: at most 15 s old. */
export interface HostTunnelView {
  relayId: string;
  slot: number;
  wire: TunnelWire;
  /** Null before the first answer to a ping was reported. */
  rttMs: number | null;
  since: Date;
  agentVersion: string;
  /** It takes nothing new: its relay stops, or a newer tunnel took its place. */
  draining: boolean;
}

export interface HostTunnels {
  /** False while the directory cannot be asked: then nobody knows whether there are any. */
  known: boolean;
  tunnels: HostTunnelView[];
}

/** The tunnels of one host now; throws HOST_NOT_FOUND for another organization's. */
export async function listHostTunnels(
  ctx: HostsContext & { readonly directory: Pick<Directory, "lookup"> | null },
  input: { hostId: string },
): Promise<HostTunnels> {
  const organizationId = authorize(ctx, "host.read");
  const host = await findHost(ctx.db.orm, organizationId, input.hostId);
  if (host === null) throw new HostsError("HOST_NOT_FOUND");
  const owners = await lookUp(ctx.directory, input.hostId);
  if (owners === null) return { known: false, tunnels: [] };
  return { known: true, tunnels: owners.map(viewOf).sort((a, b) => a.slot - b.slot) };
}

async function lookUp(
  directory: Pick<Directory, "lookup"> | null,
  hostId: string,
): Promise<readonly TunnelOwner[] | null> {
  try {
    return directory === null ? null : ((await directory.lookup([hostId])).get(hostId) ?? []);
  } catch (error) {
    if (error instanceof HostsError && error.code === "DIRECTORY_UNAVAILABLE") return null;
    throw error;
  }
}

function viewOf({ relayId, relay, record }: TunnelOwner): HostTunnelView {
  const { slot, wire, rttMs, connectedAtMs, agentVersion, draining } = record;
  return {
    ...{ relayId, slot, wire, agentVersion },
    rttMs: rttMs ?? null,
    since: new Date(connectedAtMs),
    draining: draining || relay.draining,
  };
}
