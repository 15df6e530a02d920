import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import type { HostsDeps } from "../context.ts";
import type { Directory } from "../directory/directory.ts";
import type { TunnelName, TunnelOwner } from "../directory/records.ts";
import { findHostNames, findOnlineHosts } from "./store.ts";

/**
 * One live tunnel. Times ending in `Ms` are epoch ms, but `rttMs` is a duration. What only the relay that holds it
 * knows is null in a list of the fleet: the directory has no place for what changes with every request.
 */
export interface TunnelStatus extends TunnelName {
  run: number;
  slot: number;
  wire: string;
  agentVersion: string;
  connectedAtMs: number;
  pendingRequests: number | null;
  activeStreams: number | null;
  lastHeardMs: number | null;
  /** Null before the first answer to a ping. */
  rttMs: number | null;
  bytesIn: number | null;
  bytesOut: number | null;
  windowBytes: number | null;
  state: string;
}

export interface TunnelView extends TunnelStatus {
  /** Null for a host that has been removed meanwhile. */
  organizationId: string | null;
  organizationName: string | null;
  machineName: string | null;
}

export interface TunnelsInput extends PageInput {
  readonly hostId?: string | undefined;
  /** What the relay that answers holds: all that is listed, or what it knows better than the directory. */
  readonly own: readonly TunnelStatus[];
  /** Where the whole fleet's stand; null lists `own` alone. */
  readonly fleet: Pick<Directory, "lookup"> | null;
}

/** Hosts that are looked up at once while a page of the fleet is filled. */
const hostsAtOnce = 250;

/**
 * A page of tunnels by host, relay and epoch, with the names that Postgres knows: a relay's own, or all that the
 * directory has of hosts that are online. Throws DIRECTORY_UNAVAILABLE, for the fleet's alone.
 */
export async function listTunnels(
  deps: Pick<HostsDeps, "db" | "cursors">,
  input: TunnelsInput,
): Promise<{ tunnels: TunnelView[]; nextCursor: string | null }> {
  const { fleet, hostId } = input;
  const scope = cursorScope(fleet === null ? "local" : "fleet", hostId ?? null);
  const plan = { kind: "tunnels.list", scope, positionOf };
  const page = await readPage(deps.cursors, plan, input, async (after, count) => {
    if (fleet !== null) return await readFleet(deps, fleet, input, after, count);
    return pageOf(input.own, hostId, after).slice(0, count);
  });
  const hosts = await findHostNames(deps.db.orm, [
    ...new Set(page.items.map((tunnel) => tunnel.hostId)),
  ]);
  const byId = new Map(hosts.map((host) => [host.hostId, host]));
  const tunnels = page.items.map((tunnel) => {
    const host = byId.get(tunnel.hostId);
    return {
      ...tunnel,
      organizationId: host?.organizationId ?? null,
      organizationName: host?.organizationName ?? null,
      machineName: host?.machineName ?? null,
    };
  });
  return { tunnels, nextCursor: page.nextCursor };
}

/** Walks the hosts that are online until the page is full; all tunnels of one host come from one look. */
async function readFleet(
  deps: Pick<HostsDeps, "db">,
  fleet: Pick<Directory, "lookup">,
  { hostId, own }: TunnelsInput,
  after: Position | null,
  count: number,
): Promise<TunnelStatus[]> {
  const found: TunnelStatus[] = [];
  // The host at which the page before ended may have more tunnels than fitted.
  let from = { id: String(after?.[0] ?? ""), isIncluded: true };
  for (;;) {
    const hostIds =
      hostId === undefined ? await findOnlineHosts(deps.db.orm, from, hostsAtOnce) : [hostId];
    const owners = await fleet.lookup(hostIds);
    const tunnels = [...owners.values()].flat().map((owner) => statusOf(owner, own));
    found.push(...pageOf(tunnels, hostId, after));
    const last = hostIds.at(-1);
    if (found.length >= count || last === undefined || hostIds.length < hostsAtOnce) {
      return found.slice(0, count);
    }
    from = { id: last, isIncluded: false };
  }
}

function statusOf(owner: TunnelOwner, own: readonly TunnelStatus[]): TunnelStatus {
  const { hostId, relayId, epoch, record, relay } = owner;
  const known = own.find((one) => compare(positionOf(one), positionOf(owner)) === 0);
  if (known !== undefined) return known;
  const { run, slot, wire, agentVersion, connectedAtMs, rttMs, draining } = record;
  return {
    ...{ hostId, relayId, epoch, run, slot, wire, agentVersion, connectedAtMs },
    ...{ pendingRequests: null, activeStreams: null, lastHeardMs: null, windowBytes: null },
    ...{ bytesIn: null, bytesOut: null, rttMs: rttMs ?? null },
    state: draining || relay.draining ? "draining" : "live",
  };
}

/** Those of the host, after the position, in order. */
function pageOf(
  tunnels: readonly TunnelStatus[],
  hostId: string | undefined,
  after: Position | null,
): TunnelStatus[] {
  return tunnels
    .filter((tunnel) => hostId === undefined || tunnel.hostId === hostId)
    .filter((tunnel) => after === null || compare(positionOf(tunnel), after) > 0)
    .sort((left, right) => compare(positionOf(left), positionOf(right)));
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
