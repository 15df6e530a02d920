import type { Feed } from "@homeport/coordination";
import { createOwnerCache, type Directory, type OwnerCache } from "@homeport/hosts";
import type { Clock, Keys, Random } from "@homeport/platform";
import type { Budget, Wheel } from "@homeport/tunnel";
import type { PeerList } from "../directory/peer-list.ts";
import type { RelayEvents } from "../events.ts";
import { createPeerDoor, type PeerDoor } from "../peer-door/peer-server.ts";
import { createHolds, type HoldLimits, type Holds } from "../resolve/holds.ts";
import { createRouter, type Router } from "../resolve/router.ts";
import type { RelaySettings } from "../settings.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import { linkKeysOf } from "./link-terms.ts";
import { createLinks, type LinkLimits, type Links, type LinksDeps } from "./links.ts";
import { type CarriedForPeer, createPeerStreamServer } from "./serve-streams.ts";

export interface ForwardingDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly wheel: Wheel;
  readonly budget: Budget;
  readonly events: RelayEvents;
  readonly feed: Pick<Feed, "subscribe">;
  readonly directory: Pick<Directory, "lookup">;
  readonly registry: TunnelRegistry;
  /** Where this relay opens streams of its own visitors. */
  readonly openable: Pick<TunnelRegistry, "openable">;
  readonly keys: Keys;
  readonly settings: Pick<RelaySettings, "pingMs" | "peerTls">;
  readonly ownId: () => string;
  readonly peers: Pick<PeerList, "find">;
  readonly isDraining: () => boolean;
  /** Told of a peer that stops while streams may be open to it. */
  readonly onLeaving: LinksDeps["onLeaving"];
  readonly limits: Partial<LinkLimits & HoldLimits & { readonly holdMs: number }>;
}

/** Everything by which relays carry requests for each other's hosts. */
export interface Forwarding extends AsyncDisposable {
  readonly router: Router;
  readonly owners: OwnerCache;
  readonly holds: Holds;
  readonly links: Links;
  readonly peerDoor: PeerDoor;
  /** Streams of peers' visitors over the tunnels here. */
  readonly carried: ReadonlySet<CarriedForPeer>;
}

export function createForwarding(deps: ForwardingDeps): Forwarding {
  const { clock, events, feed, registry, settings, ownId, limits } = deps;
  const keys = linkKeysOf(deps.keys);
  const muxLimits = { pingEveryMs: settings.pingMs };
  const carried = new Set<CarriedForPeer>();
  const owners = createOwnerCache({ directory: deps.directory, feed, clock });
  const holds = createHolds({ clock, onCount: events.held, limits });
  // Behind the cache's own subscription, so that whoever is woken finds the entry in doubt.
  const unsubscribe = feed.subscribe(["tunnel"], {
    apply: (_topic, hostId) => holds.wake(hostId),
    flush: () => {},
  });
  const links = createLinks({ ...deps, keys, muxLimits, ca: settings.peerTls?.ca, limits });
  const peerDoor = createPeerDoor({
    ...{ ...deps, keys, muxLimits, tls: settings.peerTls?.server },
    onStream: createPeerStreamServer({ registry, events, carried, owners, ownId }),
  });
  const holdMs = limits.holdMs === undefined ? {} : { holdMs: limits.holdMs };
  return {
    router: createRouter({
      ...{ clock, owners, links, holds, ownId, ...holdMs },
      ...{ registry: deps.openable, peers: deps.peers },
    }),
    ...{ owners, holds, links, peerDoor, carried },
    async [Symbol.asyncDispose]() {
      unsubscribe();
      owners[Symbol.dispose]();
      await links[Symbol.asyncDispose]();
      await peerDoor[Symbol.asyncDispose]();
    },
  };
}
