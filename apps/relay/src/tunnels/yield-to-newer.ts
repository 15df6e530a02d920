import { type Feed, gather } from "@homeport/coordination";
import type { Directory, OwnerCache, TunnelOwner } from "@homeport/hosts";
import type { Clock } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";
import type { LiveTunnel, TunnelPlace } from "./live-tunnel.ts";
import type { TunnelRegistry } from "./registry.ts";

export interface YieldDeps {
  readonly directory: Pick<Directory, "lookup">;
  readonly owners: Pick<OwnerCache, "isAway">;
  readonly registry: Pick<TunnelRegistry, "all" | "ofHost">;
  readonly feed: Pick<Feed, "subscribe">;
  readonly clock: Pick<Clock, "after">;
  readonly events: Pick<RelayEvents, "tunnelReplaced" | "storeFailed">;
  readonly ownId: () => string;
  readonly retire: (old: LiveTunnel) => void;
}

/** Newest wins, wherever the newer tunnel is. */
export interface NewerTunnels extends Disposable {
  /** Whether a newer run of this host is live on another relay. Waits at most 500 ms; when nobody can tell it is not. */
  hasNewerRun(candidate: TunnelPlace): Promise<boolean>;
  /** Looks for all hosts here: announcements may have been missed. */
  yieldAll(): Promise<void>;
}

const answerWithinMs = 500;
/** Hosts of one lookup: the directory's script reads no more at once. */
const mostAtOnce = 250;

/**
 * A tunnel here yields to one elsewhere that has a higher run, or the same run and slot with a higher epoch.
 * Both serve until either relay learns of the other, so no request fails over it.
 */
export function createNewerTunnels(deps: YieldDeps): NewerTunnels {
  const { registry, events } = deps;

  async function elsewhere(hostIds: readonly string[]): Promise<Map<string, TunnelOwner[]>> {
    const found = await deps.directory.lookup(hostIds);
    const entries = [...found].map(([hostId, owners]) => {
      const others = owners.filter((owner) => owner.relayId !== deps.ownId());
      return [hostId, others] as const;
    });
    return new Map(entries.map(([hostId, others]) => [hostId, [...others]]));
  }

  const elsewhereOf = gather<string, readonly TunnelOwner[]>({
    most: mostAtOnce,
    async run(hostIds) {
      const found = await elsewhere([...new Set(hostIds)]);
      return hostIds.map((hostId) => found.get(hostId) ?? []);
    },
  });

  async function yieldOne(hostId: string): Promise<void> {
    try {
      yieldTo(hostId, await elsewhereOf(hostId));
    } catch (error) {
      events.storeFailed("directory", error);
    }
  }

  async function yieldFor(hostIds: readonly string[]): Promise<void> {
    try {
      for (const [hostId, others] of await elsewhere(hostIds)) yieldTo(hostId, others);
    } catch (error) {
      events.storeFailed("directory", error);
    }
  }

  function yieldTo(hostId: string, others: readonly TunnelOwner[]): void {
    for (const tunnel of registry.ofHost(hostId)) {
      const newer = others.find((other) => isNewer(other, tunnel));
      if (newer === undefined || tunnel.state === "retired") continue;
      events.tunnelReplaced(tunnel, { epoch: newer.epoch, run: newer.record.run });
      tunnel.state = "retired";
      deps.retire(tunnel);
    }
  }

  const unsubscribe = deps.feed.subscribe(["tunnel"], {
    apply(_topic, hostId) {
      if (registry.ofHost(hostId).length > 0) void yieldOne(hostId);
    },
    flush: () => {},
  });

  async function readNewerRun({ hostId, run }: TunnelPlace): Promise<boolean> {
    try {
      const others = await elsewhereOf(hostId);
      return others.some((other) => other.record.run > run);
    } catch {
      // The directory counts its own errors; without it this relay knows only its own tunnels.
      return false;
    }
  }

  return {
    async hasNewerRun(candidate) {
      if (deps.owners.isAway()) return false;
      const late = Promise.withResolvers<boolean>();
      const timer = deps.clock.after(answerWithinMs, () => late.resolve(false));
      try {
        return await Promise.race([readNewerRun(candidate), late.promise]);
      } finally {
        timer.cancel();
      }
    },
    async yieldAll() {
      const hostIds = [...new Set([...registry.all()].map((tunnel) => tunnel.hostId))];
      if (hostIds.length > 0) await yieldFor(hostIds);
    },
    [Symbol.dispose]: unsubscribe,
  };
}

function isNewer(other: TunnelOwner, here: TunnelPlace): boolean {
  const { run, slot } = other.record;
  return run > here.run || (run === here.run && slot === here.slot && other.epoch > here.epoch);
}
