import type { Server } from "node:http";
import type { Feed, Limiter } from "@homeport/coordination";
import { createGate, type Gate, type GateDeps } from "@homeport/gate";
import {
  type Directory,
  type EnsureRunning,
  type HostsDeps,
  listTunnels,
  readHostRoute,
  readPresence,
  recordTraffic,
} from "@homeport/hosts";
import type { Clock, Log, Metrics, OpsRoute, Random } from "@homeport/platform";
import { closeCodes, createProcessBudget, createWheel } from "@homeport/tunnel";
import { adminTunnelsRoute } from "./admin/tunnels.ts";
import type { VerifySignature } from "./agent-door/judge-agent.ts";
import { createAgentSide } from "./agent-side.ts";
import { createAppSide } from "./app-side.ts";
import { createConnectDoor } from "./connect-door/connect-door.ts";
import { createPeerList, type PeerList } from "./directory/peer-list.ts";
import { createPublisher } from "./directory/publisher.ts";
import { createRelayName } from "./directory/relay-name.ts";
import { createRelayDrain, type RelayDrain } from "./drain/drain.ts";
import { createLeavingPeers } from "./drain/leaving-peers.ts";
import { createRelayEvents } from "./events.ts";
import { createFlyReplay } from "./fly/fly-replay.ts";
import { createGateServer } from "./gate-listener/gate-server.ts";
import { createInFlight } from "./limits/in-flight.ts";
import { maxReports, type RelayLimits, relayLimits } from "./limits.ts";
import { createForwarding, type Forwarding } from "./link/forwarding.ts";
import { createBaseHost } from "./listen/base-host.ts";
import { createConnections } from "./listen/connections.ts";
import { createVisitHandler } from "./listen/handle-visit.ts";
import { type CutConnection, resetConnection } from "./listen/http-visitor.ts";
import type { Visit } from "./listen/visit.ts";
import { createVisitorServer } from "./listen/visitor-server.ts";
import { createHostRoutes } from "./path-door/host-routes.ts";
import { createTunnelFollower } from "./presence/follow-tunnels.ts";
import { createReportQueues } from "./presence/report-queues.ts";
import { findOwnListener } from "./probe/own-listener.ts";
import { createProbe, type Probe, type ProbeAttempt } from "./probe/probe.ts";
import { createProbeAttempt } from "./probe/probe-attempt.ts";
import { createProbeHost } from "./probe/probe-host.ts";
import { openableWithProbe } from "./probe/with-probe.ts";
import { createOfflineReader } from "./resolve/offline.ts";
import type { Router } from "./resolve/router.ts";
import type { RelaySettings } from "./settings.ts";
import { createTraffic, type Traffic } from "./traffic/traffic.ts";
import type { CreateTransport } from "./transport/load-transport.ts";
import type { Transport } from "./transport/transport.ts";
import type { LiveTunnel } from "./tunnels/live-tunnel.ts";
import { createTunnelRegistry, type TunnelRegistry } from "./tunnels/registry.ts";

/** What a relay stands on; opened by its process, or by a test. */
export interface RelayDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly feed: Feed;
  readonly hosts: HostsDeps;
  readonly gate: GateDeps;
  readonly directory: Directory;
  readonly limiter: Pick<Limiter<"handshake-failed">, "take" | "takeAt" | "charge">;
  /** Rises whenever the directory's store has been reached anew. */
  readonly readConnections: () => number;
  readonly isDraining: () => boolean;
  readonly createTransport: CreateTransport;
  readonly settings: RelaySettings;
  readonly limits?: Partial<RelayLimits>;
  readonly seams?: Partial<RelaySeams>;
}

/** Where a test puts a fault, to see that something notices. */
export interface RelaySeams {
  readonly transport: (own: Transport) => Transport;
  readonly verifySignature: VerifySignature;
  readonly cutConnection: CutConnection;
  readonly router: (own: Router) => Router;
  readonly retire: (own: (old: LiveTunnel) => void) => (old: LiveTunnel) => void;
  readonly probe: ProbeAttempt;
  readonly ensureRunning: (own: EnsureRunning) => EnsureRunning;
}

export interface Relay extends AsyncDisposable {
  readonly server: Server;
  /** Where other relays dial their links. */
  readonly peerServer: Server;
  /** Where proxies ask. */
  readonly gateServer: Server;
  readonly gate: Gate;
  readonly registry: TunnelRegistry;
  readonly forwarding: Pick<Forwarding, "links" | "holds">;
  readonly peers: PeerList;
  readonly drain: RelayDrain;
  readonly probe: Probe;
  readonly adminTunnels: OpsRoute;
  /** Requests that are not over. */
  readonly visitCount: () => number;
  /** Connections of visitors. */
  readonly visitorCount: () => number;
  readonly traffic: Pick<Traffic, "flush">;
}

/** Builds one relay out of its parts. Nothing listens yet. */
export function createRelay(deps: RelayDeps): Relay {
  const { clock, random, log, metrics, feed, settings, isDraining, seams = {} } = deps;
  const { boot, appsUrl, webUrl, minAgentVersion, trustedProxies } = settings;
  const limits = { ...relayLimits, ...deps.limits };
  const events = createRelayEvents({ log, metrics }, settings);
  const wheel = createWheel(clock);
  const budget = createProcessBudget(settings.budgetBytes);
  events.sampleBudget(budget);
  const registry = createTunnelRegistry();
  const name = createRelayName(settings.relayId, boot);
  const ownId = () => name.id;
  const probeHost = createProbeHost(random);
  const connections = createConnections(trustedProxies, limits, events.visitorDropped);
  const visits = new Set<Visit>();
  const common = { clock, random, metrics, feed, events };

  const offline = createOfflineReader({
    ...common,
    load: (hostId) => readPresence(deps.hosts, { hostId }),
  });
  const peers = createPeerList({ directory: deps.directory, ownId });
  const leavingPeers = createLeavingPeers({ clock, events, visits });
  const forwarding = createForwarding({
    ...{ ...common, wheel, budget, registry, settings, ownId, peers, isDraining, limits },
    onLeaving: leavingPeers.onLeaving,
    directory: deps.directory,
    keys: deps.gate.keys,
    openable: openableWithProbe(registry, probeHost),
  });
  const { peerDoor } = forwarding;
  const appSide = createAppSide({
    ...{ ...common, log: log.child({ relayId: name.id }), hosts: deps.hosts, registry, offline },
    ...{ owners: forwarding.owners, isDraining, limits, visits, seam: seams.ensureRunning },
    snapshot: () => gate.current(),
  });
  const { waker, appStatus, lastAccess } = appSide;
  const gate = createGate({
    ...deps.gate,
    feed,
    log,
    metrics,
    appStatus,
  });
  events.sampleDirectory(() => forwarding.owners.silentMs() / 1000);
  events.samplePeerShare(() => Math.max(0, 1 - tunnelsAHost / peers.relayCount));
  const { publicUrl } = settings;
  const publisher = createPublisher({
    ...{ directory: deps.directory, registry, clock, events, name, boot, isDraining },
    readConnections: deps.readConnections,
    readLease: () => ({
      boot,
      internalUrl: settings.internalUrl,
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(settings.fly === undefined ? {} : { flyMachineId: settings.fly.machineId }),
      draining: isDraining(),
      startedAtMs,
    }),
    announce: (hostId) => void feed.announce("tunnel", hostId),
    onRenewed: () => peers.refresh(),
    onRepublished: () => void agents.newer.yieldAll(),
  });
  const startedAtMs = clock.nowMs();
  const queues = createReportQueues({
    ...{ ...common, hosts: deps.hosts, directory: deps.directory },
    debounceMs: limits.presenceDebounceMs,
  });
  const follower = createTunnelFollower({ ownId, publisher, ...queues });

  const traffic = createTraffic({
    ...{ clock, maxWaiting: maxReports },
    write: (minutes) => recordTraffic(deps.hosts, minutes),
    onDropped: (count) => events.queueDropped("traffic", count),
    onFailed: (error) => events.storeFailed("traffic", error),
  });

  const routes = createHostRoutes({
    ...common,
    load: (hostId) => readHostRoute(deps.hosts, { hostId }),
  });
  const agents = createAgentSide({
    ...{ ...deps, events, wheel, budget, registry, ownId, connections, peers, forwarding },
    ...{ follower, queues, offline, probeHost, limits, apps: appSide.agentApps },
    isShown: (appId) => gate.current().byId.has(appId),
  });
  const { agentDoor, identity } = agents;

  const router = seams.router?.(forwarding.router) ?? forwarding.router;
  const serving = {
    ...{ clock, events, gate, offline, connections, visits, trustedProxies, isDraining, limits },
    ...{ router, waker, lastAccess },
    inFlight: createInFlight(settings),
    pace: { clock, limiter: deps.limiter, paceTurnMs: limits.paceTurnMs },
    traffic,
  };
  const connectDoor = createConnectDoor({
    ...{ ...serving, wheel, budget, identity, pingMs: settings.pingMs },
  });

  const monotonicMs = () => clock.monotonicMs();
  const transport = deps.createTransport({ wheel, budget, monotonicMs });
  const server = createVisitorServer({
    connections,
    agentDoor,
    connectDoor: connectDoor.take,
    limits,
    tls: settings.tls,
    onStalled: (socket) => connections.of(socket).stalled(),
    onDropped: events.visitorDropped,
    visits: createVisitHandler({
      ...{ ...serving, random, registry, routes, ownId, webUrl },
      owners: forwarding.owners,
      fly:
        settings.fly === undefined
          ? null
          : createFlyReplay({
              ...{ settings: settings.fly, owners: forwarding.owners, router, events, ownId },
            }),
      transport: seams.transport?.(transport) ?? transport,
      limiter: deps.limiter,
      base: createBaseHost({ webUrl, appsUrl, minAgentVersion }),
      probe: probeHost,
      cutConnection: seams.cutConnection ?? resetConnection,
    }),
  });
  const probeAttempt = createProbeAttempt({
    ...{ clock, random, wheel, host: probeHost, agentVersion: minAgentVersion },
    findListener: () => findOwnListener(server, settings),
  });
  const probe = createProbe({
    ...{ clock, events, isDraining, limits },
    attempt: seams.probe ?? probeAttempt,
  });
  const drain = createRelayDrain({
    ...{ clock, events, server, connections, registry, visits, peerDoor, connectDoor },
    carried: forwarding.carried,
    announce: () => publisher.renewLease(),
    announceTunnels: () => publisher.refreshTunnels(),
    settle: async () => {
      await follower.settled();
      const { presence, hostEvents, targets } = queues;
      await Promise.all([presence, hostEvents, targets, traffic].map((queue) => queue.flush()));
    },
    drainDelayMs: settings.drainDelayMs,
    drainDeadlineMs: settings.drainDeadlineMs,
  });
  const gateServer = createGateServer({
    ...{ gate, events, lastAccess, waker, appStatus, holdLimits: limits },
    ...{ trustedProxies: settings.gateProxies, secret: settings.gateSecret },
    baseHost: appsUrl.hostname,
  });
  publisher.start();

  return {
    server,
    peerServer: peerDoor.server,
    gateServer,
    gate,
    registry,
    forwarding,
    peers,
    drain,
    probe,
    adminTunnels: adminTunnelsRoute({
      ownId,
      secret: settings.adminSecret,
      nowMs: () => clock.nowMs(),
      tunnels: () => registry.all(),
      directory: deps.directory,
      list: (input) => listTunnels(deps.hosts, input),
    }),
    visitCount: () => visits.size,
    visitorCount: () => connections.visitors,
    traffic,
    async [Symbol.asyncDispose]() {
      await probe[Symbol.asyncDispose]();
      probeAttempt[Symbol.dispose]();
      server.close();
      gateServer.close();
      gateServer.closeAllConnections();
      for (const mux of connectDoor.muxes) mux.destroy(closeCodes.SERVER_DRAIN, "stopped");
      for (const tunnel of registry.all()) tunnel.mux.destroy(closeCodes.SERVER_DRAIN, "stopped");
      connections.destroyAll();
      await follower.settled();
      leavingPeers[Symbol.dispose]();
      await forwarding[Symbol.asyncDispose]();
      traffic[Symbol.dispose]();
      agents[Symbol.dispose]();
      routes[Symbol.dispose]();
      offline[Symbol.dispose]();
      appSide[Symbol.dispose]();
      await publisher[Symbol.asyncDispose]();
      await gate[Symbol.asyncDispose]();
    },
  };
}

/** Tunnels that an agent holds unless it is told otherwise. */
const tunnelsAHost = 2;
