import type { LiveTunnel, TunnelPlace } from "./live-tunnel.ts";
import { type Placement, placeTunnel } from "./place-tunnel.ts";

/** Every tunnel that this relay holds. Placing and adding happen in one turn, so two registers cannot race. */
export interface TunnelRegistry {
  readonly size: number;
  place(candidate: TunnelPlace): Placement;
  add(tunnel: LiveTunnel): void;
  /** Answers whether it was there. */
  remove(tunnel: LiveTunnel): boolean;
  /** The host's tunnels that take new streams, the best first. */
  openable(hostId: string): readonly LiveTunnel[];
  ofHost(hostId: string): readonly LiveTunnel[];
  all(): IterableIterator<LiveTunnel>;
}

export function createTunnelRegistry(): TunnelRegistry {
  const byHost = new Map<string, LiveTunnel[]>();
  const tunnels = new Set<LiveTunnel>();
  const none: readonly LiveTunnel[] = [];

  function ofHost(hostId: string): readonly LiveTunnel[] {
    return byHost.get(hostId) ?? none;
  }

  return {
    get size() {
      return tunnels.size;
    },
    place: (candidate) => placeTunnel(ofHost(candidate.hostId).filter(isCurrent), candidate),
    add(tunnel) {
      tunnels.add(tunnel);
      byHost.set(tunnel.hostId, [...ofHost(tunnel.hostId), tunnel]);
    },
    remove(tunnel) {
      const left = ofHost(tunnel.hostId).filter((other) => other !== tunnel);
      if (left.length === 0) byHost.delete(tunnel.hostId);
      else byHost.set(tunnel.hostId, [...left]);
      return tunnels.delete(tunnel);
    },
    openable(hostId) {
      const live = ofHost(hostId);
      const only = live[0];
      // Nearly every host has one or two tunnels here, and this runs for every request.
      if (live.length === 1 && only !== undefined) return takesStreams(only) ? live : none;
      return live.filter(takesStreams).toSorted(byPreference);
    },
    ofHost,
    all: () => tunnels.values(),
  };
}

function isCurrent(tunnel: LiveTunnel): boolean {
  return tunnel.state === "live" && !tunnel.mux.closed;
}

function takesStreams(tunnel: LiveTunnel): boolean {
  return isCurrent(tunnel) && !tunnel.mux.draining;
}

/** A tunnel that has been silent with work waiting comes last; then the least busy comes first. */
function byPreference(a: LiveTunnel, b: LiveTunnel): number {
  if (a.mux.suspect !== b.mux.suspect) return a.mux.suspect ? 1 : -1;
  return a.mux.activeStreams - b.mux.activeStreams;
}
