import type { KnownOwners, OwnerCache, TunnelOwner } from "@homeport/hosts";
import { type Clock, isHomeportError } from "@homeport/platform";
import type { PeerList } from "../directory/peer-list.ts";
import { RelayError } from "../errors.ts";
import type { Links, Peer } from "../link/links.ts";
import { errorOfRefusal } from "../transport/stream-errors.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import type { Carrier } from "./carrier.ts";
import type { Holds } from "./holds.ts";
import { openStream } from "./open-stream.ts";

/** A request that is to be carried. */
export interface Wanted {
  readonly hostId: string;
  /** Relays that have already failed this request. */
  readonly avoid: ReadonlySet<string>;
  /** They said that the tunnels which they hold now take nothing more. */
  readonly leaving?: boolean;
  /** Relays that one which holds no tunnel of the host named in its place. */
  readonly named?: readonly string[];
  /** Nobody waits for it any more. */
  readonly isGone: () => boolean;
}

/** Finds where the tunnel of a host is. */
export interface Router {
  /** A good tunnel of this relay, without waiting. */
  local(hostId: string): Carrier | null;
  /**
   * The best way there is: a good tunnel here; else a link to an owner; else a tunnel here that may be dying;
   * else, when the host was lost just now, its return within 3 s. Throws HOST_OFFLINE, PEER_UNREACHABLE or
   * DIRECTORY_UNAVAILABLE.
   */
  find(wanted: Wanted): Promise<Carrier>;
  /** A relay said that it holds no tunnel of this host. */
  disown(hostId: string, relayId: string): void;
}

export interface RouterDeps {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly registry: Pick<TunnelRegistry, "openable">;
  readonly owners: Pick<OwnerCache, "peek" | "find" | "disown" | "doubt">;
  readonly links: Pick<Links, "current" | "reach" | "isPassedOver">;
  readonly holds: Pick<Holds, "enter" | "noteLoss">;
  readonly ownId: () => string;
  /** The relays of the fleet as of a moment ago. */
  readonly peers: Pick<PeerList, "find">;
  readonly holdMs?: number;
}

const defaultHoldMs = 3_000;
/** An announcement that was lost on its way is made up for this soon. */
const lookEveryMs = 500;
/** Owners that are tried before the request is given up or held. */
const mostOwners = 2;

/** Whether a tunnel is of no use to the request that looks for one. */
type IsSpent = (owner: TunnelOwner) => boolean;

export function createRouter(deps: RouterDeps): Router {
  const { registry, owners, links, holds } = deps;
  const holdMs = deps.holdMs ?? defaultHoldMs;

  function here(): Carrier["relayId"] {
    return deps.ownId();
  }

  function localCarrier(hostId: string): Carrier {
    return {
      path: "local",
      relayId: here(),
      first: () => registry.openable(hostId)[0]?.mux ?? null,
      open: (request, events) => openStream(registry, hostId, request, events),
    };
  }

  function local(hostId: string): Carrier | null {
    const best = registry.openable(hostId)[0];
    return best === undefined || isDoubtful(best) ? null : localCarrier(hostId);
  }

  function peerCarrier(
    hostId: string,
    peer: Peer,
    mux: Awaited<ReturnType<Links["reach"]>>,
  ): Carrier {
    return {
      path: "peer",
      relayId: peer.relayId,
      first: () => mux,
      open(request, events) {
        const opened = mux.open({ ...request, hops: 1, hostId }, events);
        if (typeof opened === "string") throw errorOfRefusal(opened);
        return { stream: opened, onClosed: () => {} };
      },
    };
  }

  async function throughPeer(
    hostId: string,
    isSpent: IsSpent,
    named: readonly Peer[],
  ): Promise<Carrier | RelayError> {
    const known = await findOwners(hostId);
    if (known instanceof RelayError && named.length === 0) return known;
    const owned = known instanceof RelayError ? [] : known.owners;
    const listed = peersOf(owned, here(), isSpent);
    // The directory's word comes first; the view of a relay that was asked only adds to it.
    const peers = [...listed, ...named.filter((one) => !listed.some((peer) => isSame(peer, one)))];
    peers.sort((a, b) => Number(links.isPassedOver(a)) - Number(links.isPassedOver(b)));
    for (const peer of peers.slice(0, mostOwners)) {
      const mux = links.current(peer) ?? (await reachOrNull(peer));
      if (mux !== null) return peerCarrier(hostId, peer, mux);
    }
    // Its relays are gone, or failed this very request: the agent is about to dial another one, or has done so, and
    // the word of it was lost on its way.
    if (peers.length > 0 || owned.some(isSpent)) {
      holds.noteLoss(hostId);
      owners.doubt(hostId);
    }
    return new RelayError(peers.length > 0 ? "PEER_UNREACHABLE" : "HOST_OFFLINE");
  }

  async function findOwners(hostId: string): Promise<KnownOwners | RelayError> {
    try {
      return owners.peek(hostId) ?? (await owners.find(hostId));
    } catch (error) {
      if (!isHomeportError(error)) throw error;
      return new RelayError("DIRECTORY_UNAVAILABLE", { cause: error });
    }
  }

  function namedPeers({ named = [] }: Wanted): readonly Peer[] {
    return named
      .filter((relayId) => relayId !== here())
      .map((relayId) => ({ relayId, lease: deps.peers.find(relayId) }))
      .flatMap(({ relayId, lease }) =>
        lease === null ? [] : [{ relayId, boot: lease.boot, internalUrl: lease.internalUrl }],
      );
  }

  async function reachOrNull(peer: Peer) {
    try {
      return await links.reach(peer);
    } catch (error) {
      if (error instanceof RelayError) return null;
      throw error;
    }
  }

  async function look(
    hostId: string,
    isSpent: IsSpent,
    named: readonly Peer[],
  ): Promise<Carrier | RelayError> {
    const own = local(hostId);
    if (own !== null) return own;
    const found = await throughPeer(hostId, isSpent, named);
    if (!(found instanceof RelayError)) return found;
    return registry.openable(hostId).length > 0 ? localCarrier(hostId) : found;
  }

  async function hold(wanted: Wanted, isSpent: IsSpent, refusal: RelayError): Promise<Carrier> {
    using place = holds.enter(wanted.hostId);
    if (place === null) throw refusal;
    const untilMs = deps.clock.monotonicMs() + holdMs;
    for (;;) {
      const leftMs = untilMs - deps.clock.monotonicMs();
      if (leftMs <= 0 || wanted.isGone()) throw refusal;
      await place.changed(Math.min(leftMs, lookEveryMs));
      const found = await look(wanted.hostId, isSpent, namedPeers(wanted));
      if (!(found instanceof RelayError)) return found;
    }
  }

  return {
    local,
    async find(wanted) {
      const { hostId, avoid, leaving = false } = wanted;
      const left = new Set<number>();
      const isSpent: IsSpent = ({ relayId, epoch }) => {
        if (avoid.has(relayId)) left.add(epoch);
        return avoid.has(relayId);
      };
      const named = namedPeers(wanted).filter(({ relayId }) => !avoid.has(relayId));
      const found = await look(hostId, isSpent, named);
      if (!(found instanceof RelayError)) return found;
      // By the time that it is held no longer, a relay that failed it may be the one to which the agent has
      // returned; one that is being left is so only with a tunnel that it did not have before.
      return await hold(wanted, ({ epoch }) => leaving && left.has(epoch), found);
    },
    disown(hostId, relayId) {
      owners.disown(hostId, relayId);
      holds.noteLoss(hostId);
    },
  };
}

function isSame(one: Peer, other: Peer): boolean {
  return one.relayId === other.relayId;
}

function isDoubtful(tunnel: LiveTunnel): boolean {
  return tunnel.mux.suspect;
}

/** One entry a relay, those that are not draining first, the newest tunnel of each deciding. Pure. */
function peersOf(owners: readonly TunnelOwner[], ownId: string, isSpent: IsSpent): readonly Peer[] {
  const peers = new Map<string, Peer & { draining: boolean }>();
  for (const owner of owners) {
    const { relayId, relay, record } = owner;
    if (relayId === ownId || isSpent(owner)) continue;
    const draining = relay.draining || record.draining;
    const former = peers.get(relayId);
    if (former !== undefined && (!former.draining || draining)) continue;
    peers.set(relayId, { relayId, boot: relay.boot, internalUrl: relay.internalUrl, draining });
  }
  return [...peers.values()].toSorted((a, b) => Number(a.draining) - Number(b.draining));
}
