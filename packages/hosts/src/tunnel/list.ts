import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import type { HostsDeps } from "../context.ts";
import type { TunnelName } from "../directory/records.ts";
import { readManyHostKeys } from "../host/read-keys.ts";

/** One live tunnel as its relay knows it. Times ending in `Ms` are epoch ms, but `rttMs` is a duration. */
export interface TunnelStatus extends TunnelName {
  run: number;
  slot: number;
  wire: string;
  agentVersion: string;
  connectedAtMs: number;
  pendingRequests: number;
  activeStreams: number;
  lastHeardMs: number;
  /** Null before the first answer to a ping. */
  rttMs: number | null;
  bytesIn: number;
  bytesOut: number;
  windowBytes: number;
  state: string;
}

export interface TunnelView extends TunnelStatus {
  /** Null for a host that has been removed meanwhile. */
  organizationId: string | null;
  machineName: string | null;
}

/** A page of a relay's tunnels by host, relay and epoch, with the names that Postgres knows. */
export async function listTunnels(
  deps: Pick<HostsDeps, "db" | "cursors">,
  input: PageInput & { tunnels: readonly TunnelStatus[]; hostId?: string | undefined },
): Promise<{ tunnels: TunnelView[]; nextCursor: string | null }> {
  const sorted = input.tunnels
    .filter((tunnel) => input.hostId === undefined || tunnel.hostId === input.hostId)
    .sort((left, right) => compare(positionOf(left), positionOf(right)));
  const plan = { kind: "tunnels.list", scope: cursorScope(input.hostId ?? null), positionOf };
  const page = await readPage(deps.cursors, plan, input, async (after, count) => {
    const rest =
      after === null ? sorted : sorted.filter((tunnel) => compare(positionOf(tunnel), after) > 0);
    return rest.slice(0, count);
  });
  const hosts = await readManyHostKeys(deps, {
    hostIds: [...new Set(page.items.map((tunnel) => tunnel.hostId))],
  });
  const byId = new Map(hosts.map((host) => [host.hostId, host]));
  const tunnels = page.items.map((tunnel) => {
    const host = byId.get(tunnel.hostId);
    return {
      ...tunnel,
      organizationId: host?.organizationId ?? null,
      machineName: host?.machineName ?? null,
    };
  });
  return { tunnels, nextCursor: page.nextCursor };
}

type Position = readonly (string | number | null)[];

function positionOf(tunnel: TunnelName): readonly (string | number)[] {
  return [tunnel.hostId, tunnel.relayId, tunnel.epoch];
}

function compare(left: Position, right: Position): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? "";
    if (value === other || value === null) continue;
    return value < other ? -1 : 1;
  }
  return 0;
}
