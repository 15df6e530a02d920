import type { Directory, OwnTunnel, RelayLease, TunnelWire } from "@homeport/hosts";
import type { Clock, Timer } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import type { RelayName } from "./relay-name.ts";

export interface PublisherDeps {
  readonly directory: Pick<
    Directory,
    "publishRelay" | "renewRelay" | "publishTunnel" | "refresh" | "remove" | "removeRelay"
  >;
  readonly registry: Pick<TunnelRegistry, "all">;
  readonly clock: Clock;
  readonly events: RelayEvents;
  readonly name: RelayName;
  readonly boot: string;
  readonly readLease: () => RelayLease;
  /** Rises whenever the store has been reached anew; it may have forgotten everything. */
  readonly readConnections: () => number;
  readonly isDraining: () => boolean;
  /** The directory knows something new of this host: whoever keeps it in memory is to ask again. */
  readonly announce: (hostId: string) => void;
  /** The lease was renewed, hence the store answers. Throws DIRECTORY_UNAVAILABLE like the store itself. */
  readonly onRenewed: () => Promise<void>;
  /** Everything was written to a store that had forgotten it, or that was away. */
  readonly onRepublished: () => void;
  readonly leaseEveryMs?: number;
  readonly refreshEveryMs?: number;
  readonly lookEveryMs?: number;
}

/**
 * Keeps what this relay holds in the directory: each tunnel at once, its lease every 5 s, all tunnels every
 * 15 s, and everything within a second of the store's return, or of the renewal that finds it emptied. The
 * store may be away at any time: local tunnels serve all the same, and the next turn tries again.
 */
export interface Publisher extends AsyncDisposable {
  start(): void;
  /** Neither rejects: both wait at most for the store's own deadline. */
  published(tunnel: LiveTunnel): Promise<void>;
  removed(tunnel: LiveTunnel): Promise<void>;
  /** Both write what is now, for instance that this relay begins to drain. */
  renewLease(): Promise<void>;
  refreshTunnels(): Promise<void>;
}

export function createPublisher(deps: PublisherDeps): Publisher {
  const { directory, clock, events, name, boot } = deps;
  const leaseEveryMs = deps.leaseEveryMs ?? 5_000;
  const refreshEveryMs = deps.refreshEveryMs ?? 15_000;
  const lookEveryMs = deps.lookEveryMs ?? 1_000;
  let timer: Timer | null = null;
  let stopped = false;
  let away = false;
  /** Until then a lease under this name is a predecessor's that has not lapsed yet, and is written over. */
  let introduced = false;
  /** Something was not written; the next turn that reaches the store writes everything. */
  let missed = false;
  let connections = deps.readConnections();
  let leaseDueMs = 0;
  let refreshDueMs = 0;

  async function attempt(op: string, run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run();
      if (away) events.directoryBack();
      away = false;
      return true;
    } catch (error) {
      if (!away) events.directoryAway(op, error);
      away = true;
      missed = true;
      return false;
    }
  }

  function own(tunnel: LiveTunnel): OwnTunnel {
    const { hostId, epoch, run, slot, connectedAtMs, agentVersion } = tunnel;
    const wire: TunnelWire = tunnel.wire === "raw" ? "raw" : "websocket";
    const draining = deps.isDraining() || tunnel.state === "retired";
    const { rttMs } = tunnel.mux.status();
    const measured = rttMs === null ? {} : { rttMs: Math.round(rttMs * 10) / 10 };
    const record = { boot, run, slot, wire, connectedAtMs, agentVersion, draining, ...measured };
    return { hostId, relayId: name.id, epoch, record };
  }

  async function introduce(): Promise<void> {
    await directory.publishRelay({ relayId: name.id, lease: deps.readLease() });
    introduced = true;
  }

  /** Answers whether the store had forgotten this relay, or never heard of it. */
  async function renew(): Promise<boolean> {
    leaseDueMs = clock.monotonicMs() + leaseEveryMs;
    let forgotten = false;
    await attempt("renew-relay", async () => {
      forgotten = !introduced || (await keepLease()) !== "held";
      if (!introduced) await introduce();
      await deps.onRenewed();
    });
    return forgotten;
  }

  async function keepLease(): ReturnType<typeof directory.renewRelay> {
    const lease = deps.readLease();
    const outcome = await directory.renewRelay({ relayId: name.id, lease });
    if (outcome === "taken") {
      events.relayIdConflict(name.takeAnother());
      await directory.publishRelay({ relayId: name.id, lease });
    }
    return outcome;
  }

  /** Those that are open when their turn comes. */
  function* ownOpen(): Generator<OwnTunnel> {
    for (const tunnel of [...deps.registry.all()]) if (!tunnel.mux.closed) yield own(tunnel);
  }

  async function refresh(): Promise<void> {
    const startedMs = clock.monotonicMs();
    refreshDueMs = startedMs + refreshEveryMs;
    const done = await attempt("refresh", () => directory.refresh(ownOpen()));
    if (!done) return;
    missed = false;
    events.directoryRefreshed(clock.monotonicMs() - startedMs);
  }

  /** A store that came back may be another one: everything is written anew. */
  async function look(): Promise<void> {
    const now = deps.readConnections();
    let republish = now !== connections;
    connections = now;
    const nowMs = clock.monotonicMs();
    if (republish || missed || nowMs >= leaseDueMs) republish = (await renew()) || republish;
    // A store that only did not answer for a while keeps its connection, and has not heard of what is new.
    if (missed && !away) republish = true;
    if (republish || nowMs >= refreshDueMs) await refresh();
    if (republish) deps.onRepublished();
  }

  function schedule(): void {
    if (stopped) return;
    timer = clock.after(lookEveryMs, () => void look().finally(schedule)).unref();
  }

  return {
    start() {
      void attempt("publish-relay", async () => {
        await introduce();
        await deps.onRenewed();
      });
      leaseDueMs = clock.monotonicMs() + leaseEveryMs;
      refreshDueMs = clock.monotonicMs() + refreshEveryMs;
      schedule();
    },
    async published(tunnel) {
      await attempt("publish-tunnel", () => directory.publishTunnel(own(tunnel)));
      deps.announce(tunnel.hostId);
    },
    async removed({ hostId, epoch }) {
      const relayId = name.id;
      await attempt("remove-tunnel", () => directory.remove({ hostId, relayId, epoch, boot }));
      deps.announce(hostId);
    },
    async renewLease() {
      await renew();
    },
    refreshTunnels: refresh,
    async [Symbol.asyncDispose]() {
      stopped = true;
      timer?.cancel();
      await attempt("remove-relay", () => directory.removeRelay({ relayId: name.id, boot }));
    },
  };
}
