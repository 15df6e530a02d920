import type { OwnerCache } from "@homeport/hosts";
import { type MuxStream, rstCodes, type StreamKind } from "@homeport/tunnel";
import type { RelayEvents } from "../events.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import { joinStreams } from "./join-streams.ts";
import { writeOwnersView } from "./owners-view.ts";

/** A stream that a peer opened for its visitor, and that has not ended. */
export interface CarriedForPeer {
  /** May go on for ever. How an answer is framed is known where its visitor is, and not here: it is ended there. */
  readonly endless: boolean;
  /** Ends it: this relay stops. */
  cut(reason: string): void;
}

export interface ServeStreamsDeps {
  readonly registry: Pick<TunnelRegistry, "openable" | "ofHost">;
  readonly owners: Pick<OwnerCache, "find">;
  readonly ownId: () => string;
  readonly events: Pick<RelayEvents, "streamOpened" | "streamClosed">;
  /** Every such stream that is open. */
  readonly carried: Set<CarriedForPeer>;
}

const kinds: ReadonlySet<StreamKind> = new Set(["http", "upgrade", "tcp", "echo", "control"]);

/**
 * Serves what peers ask of the tunnels here. The gate, the limits and the log were the business of the relay
 * where the visitor arrived. Nothing is ever passed on to a third relay.
 */
export function createPeerStreamServer(deps: ServeStreamsDeps): (stream: MuxStream) => void {
  return (link) => {
    const { kind, hops, hostId } = link.request;
    if (hops > 1) return link.reset(rstCodes.HOP_LIMIT);
    if (!kinds.has(kind) || hostId === "") return link.reset(rstCodes.BAD_OPEN);
    const tunnels = deps.registry.openable(hostId);
    for (const tunnel of tunnels) if (carry(deps, link, tunnel)) return;
    if (link.closed) return;
    if (tunnels.length > 0) link.reset(rstCodes.REFUSED);
    else if (deps.registry.ofHost(hostId).length > 0) link.reset(rstCodes.GOING_AWAY);
    else void disown(deps, link);
  };
}

/** Says who holds the tunnel instead, as far as this relay knows; the store has its own deadline. */
async function disown(deps: ServeStreamsDeps, link: MuxStream): Promise<void> {
  const known = await deps.owners.find(link.request.hostId).catch(() => null);
  link.reset(rstCodes.NOT_OWNER, writeOwnersView(known?.owners ?? [], deps.ownId()));
}

function carry(deps: ServeStreamsDeps, link: MuxStream, tunnel: LiveTunnel): boolean {
  const { kind } = link.request;
  const label = kind === "upgrade" || kind === "tcp" ? kind : "http";
  const endless = label !== "http";
  const entry: CarriedForPeer = { endless, cut: () => link.reset(rstCodes.INTERNAL) };
  return joinStreams(
    link,
    (events) => {
      const opened = tunnel.mux.open({ ...link.request, hostId: "" }, events);
      if (typeof opened === "string") return null;
      deps.carried.add(entry);
      tunnel.pendingRequests += 1;
      deps.events.streamOpened(label);
      return opened;
    },
    (end) => {
      deps.carried.delete(entry);
      tunnel.pendingRequests -= 1;
      deps.events.streamClosed(label, end);
    },
  );
}
