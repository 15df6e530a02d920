import type { Feed } from "@homeport/coordination";
import type { GateDeps } from "@homeport/gate";
import { type Directory, type HostsDeps, readManyHostKeys } from "@homeport/hosts";
import type { Clock, Metrics, Random } from "@homeport/platform";
import {
  type Budget,
  closeCodes,
  defaultLimits,
  type MuxEnd,
  maxStreamsPerTunnel,
  type Wheel,
} from "@homeport/tunnel";
import { type AgentDoor, createAgentDoor } from "./agent-door/agent-door.ts";
import { createCredentials } from "./agent-door/credentials.ts";
import { createEntryCheck } from "./agent-door/entry-check.ts";
import { createFailedHandshakes } from "./agent-door/failed-handshakes.ts";
import { verifyEd25519 } from "./agent-door/judge-agent.ts";
import { createCredentialsLoader } from "./agent-door/load-credentials.ts";
import { createDeclarer } from "./control/declarer.ts";
import { createRotator } from "./control/rotator.ts";
import { createControlServer } from "./control/serve-control.ts";
import type { PeerList } from "./directory/peer-list.ts";
import type { RelayEvents } from "./events.ts";
import type { AgentApps } from "./lifecycle/agent-apps.ts";
import type { RelayLimits } from "./limits.ts";
import type { Forwarding } from "./link/forwarding.ts";
import type { Connections } from "./listen/connections.ts";
import type { TunnelFollower } from "./presence/follow-tunnels.ts";
import type { ReportQueues } from "./presence/report-queues.ts";
import type { ProbeHost } from "./probe/probe-host.ts";
import { withProbe } from "./probe/with-probe.ts";
import type { RelayDeps } from "./relay.ts";
import type { OfflineReader } from "./resolve/offline.ts";
import { createFlapping } from "./tunnels/flapping.ts";
import { createTunnelOpener } from "./tunnels/open-tunnel.ts";
import { watchKeys } from "./tunnels/recheck-keys.ts";
import type { TunnelRegistry } from "./tunnels/registry.ts";
import { createRetirement } from "./tunnels/retire-tunnel.ts";
import { createSharedKeys } from "./tunnels/shared-key.ts";
import { createNewerTunnels, type NewerTunnels } from "./tunnels/yield-to-newer.ts";

export interface AgentSideDeps
  extends Pick<RelayDeps, "settings" | "limiter" | "isDraining" | "seams"> {
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly feed: Feed;
  readonly hosts: HostsDeps;
  readonly directory: Directory;
  readonly events: RelayEvents;
  readonly wheel: Wheel;
  readonly budget: Budget;
  readonly registry: TunnelRegistry;
  readonly ownId: () => string;
  readonly connections: Connections;
  readonly peers: Pick<PeerList, "others">;
  readonly forwarding: Pick<Forwarding, "owners" | "holds">;
  readonly follower: TunnelFollower;
  readonly queues: ReportQueues;
  readonly offline: OfflineReader;
  readonly gate: GateDeps;
  /** Whether the gate of this relay knows an app already. */
  readonly isShown: (appId: string) => boolean;
  readonly apps: AgentApps;
  readonly probeHost: ProbeHost;
  readonly limits: RelayLimits;
}

/** The door for agents, and what keeps or ends the tunnels that it has let in. */
export interface AgentSide extends Disposable {
  readonly agentDoor: AgentDoor;
  readonly newer: Pick<NewerTunnels, "yieldAll">;
  /** What this relay says of itself to whoever dials it. */
  readonly identity: ReturnType<typeof identityOf>;
}

/** Wires the door for agents: who may enter, what is opened for them, and who hears of it when that ends. */
export function createAgentSide(deps: AgentSideDeps): AgentSide {
  const { clock, random, feed, settings, events, registry, ownId, connections } = deps;
  const { wheel, budget, forwarding, follower, queues, offline, limits, seams = {} } = deps;
  const { holds } = forwarding;
  const credentials = createCredentials({ ...deps, load: createCredentialsLoader(deps.hosts) });
  const keyWatch = watchKeys({
    ...{ registry, feed, clock, events, everyMs: limits.keyRecheckMs },
    loadMany: (hostIds) => readManyHostKeys(deps.hosts, { hostIds }),
  });
  const identity = identityOf(deps);
  const ownRetire = createRetirement({ clock, graceMs: limits.replacedGraceMs });
  const retire = seams.retire?.(ownRetire) ?? ownRetire;
  const newer = createNewerTunnels({
    ...{ clock, feed, events, registry, ownId, retire },
    ...{ directory: deps.directory, owners: forwarding.owners },
  });
  const flapping = createFlapping({
    clock,
    onFlapping: (hostId) => {
      events.hostFlapping(hostId);
      queues.hostEvents.add({ hostId, kind: "flapping", relayId: ownId(), reason: "FLAPPING" });
    },
  });
  const sharedKeys = createSharedKeys({
    clock,
    onShared: (hostId) =>
      queues.hostEvents.add({ hostId, kind: "refused", relayId: ownId(), reason: "REPLACED" }),
  });
  const opener = {
    ...{ clock, wheel, budget, events, ownId, retire },
    ...{ creditBytes: identity.creditBytes, maxStreams: identity.maxStreams },
    muxLimits: { pingEveryMs: settings.pingMs },
  };
  const openTunnel = createTunnelOpener({
    ...{ ...opener, registry },
    onOutrun: (hostId) => sharedKeys.note(hostId),
    onStream: createControlServer({
      events,
      declare: createDeclarer({ ...deps, credentials }),
      rotate: createRotator(deps),
      onTarget: (report) => queues.targets.add(report),
      onLine: (tunnel, line) => deps.apps.opened(tunnel, line),
      onAppNews: (hostId, message) => deps.apps.take(hostId, message),
    }),
    onOpened: (tunnel, { hello }) => {
      offline.forget(tunnel.hostId);
      follower.opened(tunnel, hello);
      holds.wake(tunnel.hostId);
    },
    onGoingAway: (tunnel, { code, text }) => {
      if (registry.openable(tunnel.hostId).length > 0) return;
      const end: MuxEnd = { code, by: "peer", text };
      offline.noteEnd(tunnel, end);
      if (isWorthWaiting(end)) holds.noteLoss(tunnel.hostId);
    },
    onClosed: (tunnel, end) => {
      if (registry.ofHost(tunnel.hostId).length === 0) {
        offline.noteEnd(tunnel, end);
        if (isWorthWaiting(end)) holds.noteLoss(tunnel.hostId);
      }
      flapping.noteEnd(tunnel.hostId, clock.nowMs() - tunnel.connectedAtMs, end);
      follower.closed(tunnel, end);
    },
  });
  const findRefusal = createEntryCheck({ newer, flapping, sharedKeys });
  const agentDoor = createAgentDoor({
    ...{ clock, random, events, registry, connections, identity, limits },
    ...{ trustedProxies: settings.trustedProxies, isDraining: deps.isDraining },
    ...withProbe({ credentials, findRefusal, admit: openTunnel }, deps.probeHost, opener),
    failures: createFailedHandshakes({ limiter: deps.limiter, clock }),
    onRefused: (hostId, reason) => {
      offline.noteRefusal(hostId, reason);
      queues.refusals.add({ hostId, reason });
      // Of these two the host's own list tells already, and less often.
      if (reason === "FLAPPING" || reason === "REPLACED") return;
      queues.hostEvents.add({ hostId, kind: "refused", relayId: ownId(), reason });
    },
    verifySignature: seams.verifySignature ?? verifyEd25519,
  });
  return {
    ...{ agentDoor, newer, identity },
    [Symbol.dispose]() {
      newer[Symbol.dispose]();
      keyWatch[Symbol.dispose]();
      credentials[Symbol.dispose]();
    },
  };
}

function identityOf({ settings, ownId, peers }: AgentSideDeps) {
  const { appsUrl, boot, minAgentVersion } = settings;
  return {
    ...{ hostname: appsUrl.hostname, ownId, boot, minAgentVersion, others: peers.others },
    maxStreams: maxStreamsPerTunnel,
    creditBytes: defaultLimits.windowBytes,
  };
}

/** A host whose key was refused or revoked does not come back by itself. */
function isWorthWaiting(end: MuxEnd): boolean {
  return end.code !== closeCodes.CREDENTIAL && end.code !== closeCodes.REVOKED;
}
