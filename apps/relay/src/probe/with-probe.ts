import type { HostCredentials } from "@homeport/hosts";
import { type AcceptedAgent, type AgentHello, rstCodes, type Wire } from "@homeport/tunnel";
import type { EntryRefusal } from "../agent-door/agent-door.ts";
import type { Credentials } from "../agent-door/credentials.ts";
import type { ProvenHost } from "../agent-door/judge-agent.ts";
import { createTunnelOpener, type OpenTunnelDeps } from "../tunnels/open-tunnel.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import type { ProbeHost } from "./probe-host.ts";

/** What the doors ask, that knows of the probe's host beside those of the store. */
export interface ProbeDoors {
  readonly credentials: Pick<Credentials, "read">;
  readonly findRefusal: (hello: AgentHello) => Promise<EntryRefusal | null>;
  readonly admit: (agent: AcceptedAgent<ProvenHost>, wire: Wire) => void;
}

/** Where streams are opened: on the tunnels of this relay, or on the probe's own. */
export function openableWithProbe(
  registry: Pick<TunnelRegistry, "openable">,
  probe: ProbeHost,
): Pick<TunnelRegistry, "openable"> {
  return {
    openable: (hostId) => (hostId === probe.hostId ? probe.tunnels : registry).openable(hostId),
  };
}

/**
 * Lets the probe's agent in by the same doors as every other. Its tunnel is kept apart: no list, no queue and no count
 * of this relay's tunnels knows of it.
 */
export function withProbe(
  doors: ProbeDoors,
  probe: ProbeHost,
  opener: Omit<
    OpenTunnelDeps,
    "registry" | "onStream" | "onOpened" | "onGoingAway" | "onClosed" | "onOutrun"
  >,
): ProbeDoors & { readonly isOwn: (hostId: string) => boolean } {
  const { events } = opener;
  const uncounted = { tunnelRegistered: nothing, tunnelReplaced: nothing, tunnelClosed: nothing };
  const admitProbe = createTunnelOpener({
    ...{ ...opener, registry: probe.tunnels, events: { ...events, ...uncounted } },
    onStream: (_tunnel, stream) => stream.reset(rstCodes.BAD_OPEN),
    ...{ onOpened: nothing, onGoingAway: nothing, onClosed: nothing, onOutrun: nothing },
  });
  const isOwn = (hostId: string) => hostId === probe.hostId;
  return {
    isOwn,
    credentials: {
      read: async (hostId): Promise<HostCredentials | null> =>
        isOwn(hostId) ? probe.credentials : await doors.credentials.read(hostId),
    },
    findRefusal: async (hello) => (isOwn(hello.hostId) ? null : await doors.findRefusal(hello)),
    admit(agent, wire) {
      if (isOwn(agent.hello.hostId)) admitProbe(agent, wire);
      else doors.admit(agent, wire);
    },
  };
}

function nothing(): void {}
