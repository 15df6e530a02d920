import type { Directory, OwnTunnel, RelayLease } from "@homeport/hosts";
import type { Clock, Timer } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";

export interface PublisherDeps {
  readonly directory: Pick<
    Directory,
    "publishRelay" | "renewRelay" | "publishTunnel" | "refresh" | "remove" | "removeRelay"
  >;
  readonly registry: Pick<TunnelRegistry, "all">;
  readonly clock: Clock;
  readonly events: RelayEvents;
  readonly relayId: string;
  readonly boot: string;
  readonly readLease: () => RelayLease;
  /** Rises whenever the store has been reached anew; it may have forgotten everything. */
  readonly readConnections: () => number;
  readonly isDraining: () => boolean;
  readonly leaseEveryMs?: number;
  readonly refreshEveryMs?: number;
  readonly lookEveryMs?: number;
}

/**
 * Keeps what this relay holds in the directory: each tunnel at once, its lease every 5 s, all tunnels every
 * 15 s, and everything within a second of the store's return. The store may be away at any time: local
 * tunnels serve all the same, and the next turn tries again.
 */
export interface Publisher extends AsyncDisposable {
  start(): void;
  /** Neither rejects: both wait at most for the store's own deadline. */
  published(tunnel: LiveTunnel): Promise<void>;
  removed(tunnel: LiveTunnel): Promise<void>;
  /** Writes lease and tunnels now, for instance when this relay begins to drain. */
  renewAll(): Promise<void>;
}

export function createPublisher(deps: PublisherDeps): Publisher {
  const { directory, clock, events, relayId, boot } = deps;
  const leaseEveryMs = deps.leaseEveryMs ?? 5_000;
  const refreshEveryMs = deps.refreshEveryMs ?? 15_000;
  const lookEveryMs = deps.lookEveryMs ?? 1_000;
  let timer: Timer | null = null;
  let stopped = false;
  let away = false;
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
      return false;
    }
  }

  function own(tunnel: LiveTunnel): OwnTunnel {
    const { hostId, epoch, run, slot, connectedAtMs, agentVersion } = tunnel;
    const wire = tunnel.wire === "raw" ? "raw" : "websocket";
    const draining = deps.isDraining() || tunnel.state === "retired";
    const record = { boot, run, slot, wire, connectedAtMs, agentVersion, draining } as const;
    return { hostId, relayId, epoch, record };
  }

  async function renew(): Promise<void> {
    leaseDueMs = clock.monotonicMs() + leaseEveryMs;
    await attempt("renew-relay", async () => {
      const { held } = await directory.renewRelay({ relayId, lease: deps.readLease() });
      if (!held) events.relayIdConflict(relayId);
    });
  }

  async function refresh(): Promise<void> {
    const startedMs = clock.monotonicMs();
    refreshDueMs = startedMs + refreshEveryMs;
    const tunnels = [...deps.registry.all()].filter((tunnel) => !tunnel.mux.closed).map(own);
    const done = await attempt("refresh", () => directory.refresh(tunnels));
    if (done) events.directoryRefreshed(clock.monotonicMs() - startedMs);
  }

  /** A store that came back may be another one: everything is written anew. */
  async function look(): Promise<void> {
    const now = deps.readConnections();
    const returned = now !== connections;
    connections = now;
    const nowMs = clock.monotonicMs();
    if (returned || nowMs >= leaseDueMs) await renew();
    if (returned || nowMs >= refreshDueMs) await refresh();
  }

  function schedule(): void {
    if (stopped) return;
    timer = clock.after(lookEveryMs, () => void look().finally(schedule)).unref();
  }

  return {
    start() {
      const lease = deps.readLease();
      void attempt("publish-relay", () => directory.publishRelay({ relayId, lease }));
      leaseDueMs = clock.monotonicMs() + leaseEveryMs;
      refreshDueMs = clock.monotonicMs() + refreshEveryMs;
      schedule();
    },
    async published(tunnel) {
      await attempt("publish-tunnel", () => directory.publishTunnel(own(tunnel)));
    },
    async removed({ hostId, epoch }) {
      await attempt("remove-tunnel", () => directory.remove({ hostId, relayId, epoch, boot }));
    },
    async renewAll() {
      await renew();
      await refresh();
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      timer?.cancel();
      await attempt("remove-relay", () => directory.removeRelay({ relayId, boot }));
    },
  };
}
