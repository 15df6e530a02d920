import type { Directory, RelayLease } from "@homeport/hosts";

/** Another relay of the fleet, as agents are told of it. */
export interface OtherRelay {
  readonly relayId: string;
  /** Its very own address, when it has one. */
  readonly url?: string;
}

/** The live relays beside this one. */
export interface PeerList {
  /** Those that take new tunnels, as of the last reading. */
  others(): readonly OtherRelay[];
  /** Live relays, this one included, as of the last reading. */
  readonly relayCount: number;
  /** The lease of another relay as of the last reading; null for this one and for those that have none. */
  find(relayId: string): RelayLease | null;
  /** Reads the directory; what was read last stays while it is away. Throws DIRECTORY_UNAVAILABLE. */
  refresh(): Promise<void>;
}

/** More would not fit into a HELLO. */
const maxOthers = 64;

export function createPeerList(deps: {
  readonly directory: Pick<Directory, "listRelays">;
  readonly ownId: () => string;
}): PeerList {
  let others: readonly OtherRelay[] = [];
  let relayCount = 1;
  let leases: ReadonlyMap<string, RelayLease> = new Map();
  return {
    others: () => others,
    find: (relayId) => leases.get(relayId) ?? null,
    get relayCount() {
      return relayCount;
    },
    async refresh() {
      const relays = await deps.directory.listRelays();
      relayCount = Math.max(1, relays.length);
      const beside = relays.filter(({ relayId }) => relayId !== deps.ownId());
      leases = new Map(beside.map(({ relayId, lease }) => [relayId, lease]));
      others = beside
        .filter(({ lease }) => !lease.draining)
        .slice(0, maxOthers)
        .map(({ relayId, lease: { publicUrl } }) => ({
          relayId,
          ...(publicUrl === undefined ? {} : { url: publicUrl }),
        }));
    },
  };
}
