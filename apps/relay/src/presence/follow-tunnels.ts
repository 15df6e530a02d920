import type { HostEvent, MachineReport, PresenceReport } from "@homeport/hosts";
import type { AgentHello, MuxEnd } from "@homeport/tunnel";
import type { Publisher } from "../directory/publisher.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import { offlineReasonOf } from "./end-reason.ts";
import type { ReportQueue } from "./report-queue.ts";

export interface FollowDeps {
  readonly ownId: () => string;
  readonly publisher: Pick<Publisher, "published" | "removed">;
  readonly presence: Pick<ReportQueue<PresenceReport>, "add">;
  readonly machines: Pick<ReportQueue<MachineReport>, "add">;
  readonly hostEvents: Pick<ReportQueue<HostEvent>, "add">;
}

/** What follows from a tunnel for everybody else. Nothing here is waited for by whoever opens or closes one. */
export interface TunnelFollower {
  opened(tunnel: LiveTunnel, hello: AgentHello): void;
  closed(tunnel: LiveTunnel, end: MuxEnd): void;
  /** Resolves when the directory has been told of everything so far. */
  settled(): Promise<void>;
}

/**
 * The directory is told before presence, and of one tunnel's begin before its end: presence asks the
 * directory whether another tunnel lives, so the other order could hide a host that is there.
 */
export function createTunnelFollower(deps: FollowDeps): TunnelFollower {
  const { ownId, publisher } = deps;
  const steps = new Map<LiveTunnel, Promise<void>>();

  function then(tunnel: LiveTunnel, step: () => Promise<void>): void {
    const next = (steps.get(tunnel) ?? Promise.resolve()).then(step).finally(() => {
      if (steps.get(tunnel) === next) steps.delete(tunnel);
    });
    steps.set(tunnel, next);
  }

  return {
    opened(tunnel, hello) {
      const { hostId, run, epoch, wire, machineId, agentVersion } = tunnel;
      const relayId = ownId();
      deps.machines.add({ machineId, facts: hello.facts, agentVersion });
      deps.hostEvents.add({ hostId, kind: "connected", relayId, epoch, wire });
      then(tunnel, async () => {
        await publisher.published(tunnel);
        deps.presence.add({ kind: "connected", hostId, relayId, run, epoch });
      });
    },
    closed(tunnel, end) {
      const { hostId, run, epoch, wire } = tunnel;
      const relayId = ownId();
      const reason = offlineReasonOf(end);
      const kind = reason === "REPLACED" ? "replaced" : "disconnected";
      deps.hostEvents.add({ hostId, kind, relayId, epoch, wire, reason });
      then(tunnel, async () => {
        await publisher.removed(tunnel);
        deps.presence.add({ kind: "disconnected", hostId, relayId, run, epoch, reason });
      });
    },
    async settled() {
      await Promise.all(steps.values());
    },
  };
}
