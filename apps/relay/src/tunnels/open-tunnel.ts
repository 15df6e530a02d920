import type { Clock } from "@homeport/platform";
import {
  type AcceptedAgent,
  type Budget,
  closeCodes,
  createMux,
  type GoAway,
  type MuxEnd,
  type MuxLimits,
  type MuxStream,
  type Wheel,
  type Wire,
} from "@homeport/tunnel";
import type { ProvenHost } from "../agent-door/judge-agent.ts";
import type { RelayEvents } from "../events.ts";
import type { LiveTunnel } from "./live-tunnel.ts";
import type { TunnelRegistry } from "./registry.ts";

export interface OpenTunnelDeps {
  readonly clock: Clock;
  readonly wheel: Wheel;
  readonly budget: Budget;
  readonly events: RelayEvents;
  readonly registry: TunnelRegistry;
  readonly ownId: () => string;
  /** What this relay granted in its HELLO. */
  readonly creditBytes: number;
  readonly maxStreams: number;
  readonly muxLimits?: Partial<MuxLimits>;
  /** A stream that the agent opened. */
  readonly onStream: (tunnel: LiveTunnel, stream: MuxStream) => void;
  readonly onOpened: (tunnel: LiveTunnel, agent: AcceptedAgent<ProvenHost>) => void;
  /** The agent takes nothing new any more; what is open goes on. */
  readonly onGoingAway: (tunnel: LiveTunnel, goAway: GoAway) => void;
  readonly onClosed: (tunnel: LiveTunnel, end: MuxEnd) => void;
  /** A newer run of the same host is live here: another process, and mostly another machine, has its key. */
  readonly onOutrun: (hostId: string) => void;
  /** Ends a tunnel whose place was taken; see `createRetirement`. */
  readonly retire: (old: LiveTunnel) => void;
}

/**
 * Makes a tunnel of an agent that proved itself. Placing, registering and welcoming happen in one turn and
 * wait for no store. The newer tunnel is registered and welcomed first, and only then the older one is
 * told to go: at no moment does the host lack a tunnel.
 */
export function createTunnelOpener(
  deps: OpenTunnelDeps,
): (agent: AcceptedAgent<ProvenHost>, wire: Wire) => void {
  return (agent, wire) => {
    const { hello } = agent;
    const placement = deps.registry.place(hello);
    if (placement.kind === "superseded") {
      const newerRun = deps.registry.ofHost(hello.hostId).some((live) => live.run > hello.run);
      if (newerRun) deps.onOutrun(hello.hostId);
      const text = "a newer agent with this key is connected";
      deps.events.tunnelRefused({
        hostId: hello.hostId,
        code: closeCodes.REPLACED,
        text,
        address: null,
      });
      agent.refuse(closeCodes.REPLACED, text);
      return;
    }
    const tunnel = register(deps, agent, wire);
    if (tunnel === null) return;
    deps.onOpened(tunnel, agent);
    for (const old of placement.replaces) {
      deps.events.tunnelReplaced(old, tunnel);
      old.state = "retired";
      deps.retire(old);
    }
  };
}

function register(
  deps: OpenTunnelDeps,
  agent: AcceptedAgent<ProvenHost>,
  wire: Wire,
): LiveTunnel | null {
  const { hello, value: credentials } = agent;
  const { hostId, run, epoch, slot } = hello;
  const tunnelId = `${deps.ownId()}:${epoch}`;
  // An agent that left meanwhile replaces nobody.
  if (!agent.welcome({ tunnelId, warnings: [] })) return null;
  const mux = createMux({
    role: "relay",
    wire,
    clock: deps.clock,
    wheel: deps.wheel,
    budget: deps.budget,
    local: { creditBytes: deps.creditBytes, maxStreams: deps.maxStreams },
    peer: { creditBytes: hello.creditBytes, maxStreams: hello.maxStreams },
    ...(deps.muxLimits === undefined ? {} : { limits: deps.muxLimits }),
    handlers: {
      onOpen: (stream) => deps.onStream(tunnel, stream),
      onSuspect: (silentMs) => deps.events.tunnelSuspect(tunnel, silentMs),
      onGoAway: (goAway) => deps.onGoingAway(tunnel, goAway),
      onClose: (end) => {
        if (!deps.registry.remove(tunnel)) return;
        deps.events.tunnelClosed(tunnel, end, deps.clock.nowMs() - tunnel.connectedAtMs);
        deps.onClosed(tunnel, end);
      },
    },
  });
  const tunnel: LiveTunnel = {
    hostId,
    run,
    epoch,
    slot,
    organizationId: credentials.organizationId,
    machineId: credentials.machineId,
    machineName: credentials.machineName,
    provenBy: credentials.provenBy,
    wire: wire.kind,
    agentVersion: hello.agentVersion,
    connectedAtMs: deps.clock.nowMs(),
    mux,
    state: "live",
    pendingRequests: 0,
  };
  deps.registry.add(tunnel);
  deps.events.tunnelRegistered(tunnel);
  return tunnel;
}
