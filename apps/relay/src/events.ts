import type { Log, Metrics } from "@homeport/platform";
import { type Budget, closeName, type MuxEnd, rstName, type StreamEnd } from "@homeport/tunnel";
import type { LiveTunnel } from "./tunnels/live-tunnel.ts";

export type Route = "app" | "path" | "connect" | "tunnel" | "other";

/** What one access line says. Times are ms since the request was parsed; null where it did not get so far. */
export interface RequestRecord {
  readonly requestId: string;
  readonly route: Route;
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  readonly hostId: string | null;
  readonly appId: string | null;
  readonly userId: string | null;
  readonly status: number | null;
  readonly code: string | null;
  readonly reason: string | null;
  /** Whose tunnel carried it: this relay's, a peer's, or that of another machine by the platform's proxy. */
  readonly carried: CarriedBy;
  /** Streams that were opened for it. */
  readonly tries: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly gateMs: number | null;
  readonly chosenMs: number | null;
  readonly firstByteMs: number | null;
  readonly totalMs: number;
}

export type CarriedBy = "local" | "peer" | "replay";
/** Why a request was sent a second time. */
export type SecondTryReason = "undelivered" | "not-owner" | "going-away" | "refused" | "lost";
export type AccessLog = "all" | "errors" | "off";
export type RegisterResult = "accepted" | "refused" | "replaced" | "failed";
export type RelayEvents = ReturnType<typeof createRelayEvents>;

const routes: readonly Route[] = ["app", "path", "connect", "tunnel", "other"];
const exactStatuses = new Set([429, 500, 502, 503, 504]);
const overheadBuckets = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.25, 1, 5];

/** Everything that the relay tells operators: one function an event, for log and metric together. */
export function createRelayEvents(
  deps: { log: Log; metrics: Metrics },
  options: { accessLog: AccessLog; relayId: string },
) {
  let log = deps.log.child({ relayId: options.relayId });
  const m = createRelayMetrics(deps.metrics);

  return {
    request(record: RequestRecord) {
      m.requests.inc({ status: statusLabel(record.status), route: record.route });
      if (record.firstByteMs !== null) {
        m.duration.observe(record.firstByteMs / 1000, { route: record.route });
      }
      if (record.chosenMs !== null) {
        m.overhead.observe(record.chosenMs / 1000);
        m.forwards.inc({ path: record.carried });
      }
      m.bytes.add(record.bytesIn, { direction: "in" });
      m.bytes.add(record.bytesOut, { direction: "out" });
      if (record.code !== null) m.proxyErrors.inc({ reason: record.code });
      const failed = (record.status ?? 500) >= 500;
      if (options.accessLog === "off" || (options.accessLog === "errors" && !failed)) return;
      log.info({ ...record, path: record.path.slice(0, 1024) }, "request");
    },
    streamOpened: (kind: StreamLabel) => m.streams.add(1, { kind }),
    streamClosed(kind: StreamLabel, end: StreamEnd) {
      m.streams.add(-1, { kind });
      if (end.kind === "reset") m.resets.inc({ code: rstName(end.code) ?? "UNKNOWN" });
    },
    tunnelRegistered(tunnel: LiveTunnel) {
      m.registers.inc({ result: "accepted" });
      m.tunnels.add(1, { wire: tunnel.wire, state: "live" });
      log.info(tunnelFields(tunnel), "tunnel.registered");
    },
    tunnelReplaced(old: LiveTunnel, by: Pick<LiveTunnel, "epoch" | "run">) {
      m.registers.inc({ result: "replaced" });
      m.tunnels.add(-1, { wire: old.wire, state: "live" });
      m.tunnels.add(1, { wire: old.wire, state: "retired" });
      log.info({ ...tunnelFields(old), byEpoch: by.epoch, byRun: by.run }, "tunnel.replaced");
    },
    /** Silent for two intervals while streams wait: new ones prefer another tunnel. */
    tunnelSuspect(tunnel: LiveTunnel, silentMs: number) {
      const { pendingRequests } = tunnel;
      log.warn(
        { ...tunnelFields(tunnel), pendingRequests, silentMs: Math.round(silentMs) },
        "tunnel.suspect",
      );
    },
    tunnelClosed(tunnel: LiveTunnel, end: MuxEnd, livedMs: number) {
      const reason = end.code === null ? "LOST" : (closeName(end.code) ?? "OTHER");
      m.unregisters.inc({ reason });
      m.tunnels.add(-1, { wire: tunnel.wire, state: tunnel.state });
      if (livedMs < shortLivedMs) m.shortLived.inc();
      const { rttMs } = tunnel.mux.status();
      if (rttMs !== null) m.rtt.observe(rttMs / 1000);
      const livedFor = Math.round(livedMs);
      log.info({ ...tunnelFields(tunnel), reason, by: end.by, livedMs: livedFor }, "tunnel.closed");
    },
    /** `hostId` is what the caller claims to be. */
    tunnelRefused(refusal: {
      hostId: string | null;
      code: number;
      text: string;
      address: string | null;
    }) {
      m.registers.inc({ result: "refused" });
      log.info(
        { ...refusal, reason: closeName(refusal.code) ?? String(refusal.code) },
        "tunnel.refused",
      );
    },
    handshakeFailed: (fields: {
      hostId: string | null;
      address: string | null;
      detail: string;
    }) => {
      m.registers.inc({ result: "failed" });
      log.info(fields, "tunnel.handshake-failed");
    },
    doorClosed: (status: number, detail: string) =>
      log.debug({ status, detail }, "tunnel.not-admitted"),
    controlRefused: (hostId: string, detail: string) =>
      log.info({ hostId, detail }, "control.message-refused"),
    appsDeclared: (hostId: string, created: number, failed: number) =>
      log.info({ hostId, created, failed }, "control.apps-declared"),
    /** `rotated` is false when the host asked for what it has already. */
    keyRotated: (hostId: string, rotated: boolean) =>
      log.info({ hostId, rotated }, "host.key-rotated"),
    targetState: (hostId: string, appId: string, error: string | null) =>
      log.info({ hostId, appId, error }, "target.state"),
    directoryAway: (op: string, error: unknown) => log.warn({ op, err: error }, "directory.away"),
    directoryBack: () => log.info({}, "directory.back"),
    directoryRefreshed: (tookMs: number) => m.directoryRefresh.observe(tookMs / 1000),
    /** From here on lines carry the name that this relay goes on with. */
    relayIdConflict(nowCalled: string) {
      log.error(
        { nowCalled, remedy: "Give each relay a HOMEPORT_RELAY_ID of its own" },
        "relay.id-conflict",
      );
      log = deps.log.child({ relayId: nowCalled });
    },
    hostFlapping: (hostId: string) => log.warn({ hostId }, "host.flapping"),
    linkUp(peer: string) {
      m.links.add(1, { direction: "out" });
      log.info({ peer }, "link.up");
    },
    linkDown(peer: string, end: MuxEnd) {
      m.links.add(-1, { direction: "out" });
      log.info({ peer, code: end.code, by: end.by, text: end.text }, "link.down");
    },
    linkFailed: (peer: string, error: unknown) => log.warn({ peer, err: error }, "link.failed"),
    peerUp(peer: string) {
      m.links.add(1, { direction: "in" });
      log.debug({ peer }, "link.accepted");
    },
    peerDown(peer: string, end: MuxEnd) {
      m.links.add(-1, { direction: "in" });
      log.debug({ peer, code: end.code, by: end.by }, "link.ended");
    },
    peerRefused: (address: string | null, error: unknown) =>
      log.warn({ address, err: error }, "link.refused"),
    secondTry: (reason: SecondTryReason) => m.retries.inc({ reason }),
    /** A request that another relay handed back to the platform's proxy has come here. */
    replayHit: (crossMachine: boolean) =>
      m.replayHits.inc({ cross_machine: crossMachine ? "true" : "false" }),
    held: (count: number) => m.held.set(count),
    sampleDirectory: (read: () => number) =>
      deps.metrics.sampled(
        "directory_staleness_seconds",
        "Time since the directory last answered a question; grows in a quiet relay, too.",
        read,
      ),
    samplePeerShare: (read: () => number) =>
      deps.metrics.sampled(
        "relay_peer_share_expected",
        "Share of requests that chance alone brings to a relay without the host's tunnel.",
        read,
      ),
    presenceWritten: (tookMs: number) => m.presenceWrite.observe(tookMs / 1000),
    presenceFailed: (error: unknown, waiting: number) =>
      log.warn({ err: error, waiting }, "presence.write-failed"),
    queueDropped: (queue: QueueLabel, count = 1) => m.dropped.add(count, { queue }),
    hostEventsDropped: (count: number) => m.hostEventsDropped.add(count),
    visitorDropped: () => m.visitorsDropped.inc(),
    storeFailed: (what: string, error: unknown) => log.warn({ what, err: error }, "store.failed"),
    probed(tookMs: number) {
      m.probes.inc({ result: "ok" });
      m.probe.observe(tookMs / 1000);
    },
    probeFailed(error: unknown, inARow: number) {
      m.probes.inc({ result: "failed" });
      log.warn({ err: error, inARow }, "probe.failed");
    },
    tlsAsked: (result: TlsAskLabel) => m.tlsAsks.inc({ result }),
    internal: (error: unknown, requestId: string) =>
      log.error({ err: error, requestId }, "request.failed"),
    draining: (tunnels: number, visits: number) => log.info({ tunnels, visits }, "relay.draining"),
    visitorsEnded(peer: string, cut: number) {
      m.drainCut.add(cut);
      log.info({ peer, cut }, "link.visitors-ended");
    },
    drained(cut: number, tookMs: number) {
      m.drainCut.add(cut);
      log.info({ cut, tookMs: Math.round(tookMs) }, "relay.drained");
    },
    sampleBudget(budget: Pick<Budget, "usedBytes" | "fullness">) {
      deps.metrics.sampled(
        "relay_credit_bytes",
        "Bytes that all peers together may send before this relay gives more credit.",
        () => budget.usedBytes,
      );
      deps.metrics.sampled(
        "relay_budget_ratio",
        "Share in use of the budget for new windows: at 1 no stream is opened any more.",
        () => budget.fullness,
      );
    },
  };
}

export type TlsAskLabel = "known" | "unknown" | "malformed" | "unsynced" | "refused";

export type StreamLabel = "http" | "upgrade" | "tcp" | "echo" | "control";

/** What waits for a store, each in a queue of its own. */
export type QueueLabel = (typeof queues)[number];
const queues = [
  "presence",
  "events",
  "facts",
  "targets",
  "traffic",
  "app-reports",
  "app-logs",
] as const;

const shortLivedMs = 5_000;

function createRelayMetrics(metrics: Metrics) {
  return {
    tunnels: metrics.gauge("relay_tunnels_current", "Tunnels held by this relay.", {
      wire: ["websocket", "raw", "memory"],
      state: ["live", "retired"],
    }),
    registers: metrics.counter("relay_tunnel_register_total", "Attempts to open a tunnel.", {
      result: ["accepted", "refused", "replaced", "failed"],
    }),
    unregisters: metrics.counter("relay_tunnel_unregister_total", "Tunnels that ended.", [
      "reason",
    ]),
    shortLived: metrics.counter("relay_tunnel_short_lived_total", "Tunnels that lived under 5 s."),
    requests: metrics.counter("relay_request_total", "Requests by outcome.", {
      status: ["1xx", "2xx", "3xx", "4xx", "5xx", "none", ...[...exactStatuses].map(String)],
      route: routes,
    }),
    duration: metrics.histogram(
      "relay_request_duration_seconds",
      "Time to the first byte of the answer.",
      { route: routes },
    ),
    overhead: metrics.histogram(
      "relay_overhead_seconds",
      "Time from a parsed request to its stream: the relay's own share.",
      [],
      overheadBuckets,
    ),
    proxyErrors: metrics.counter(
      "relay_proxy_errors_total",
      "Answers of the relay's own, by code.",
      ["reason"],
    ),
    forwards: metrics.counter("relay_forward_total", "Requests carried, by the way they took.", {
      path: ["local", "peer", "replay"],
    }),
    replayHits: metrics.counter(
      "relay_replay_hits_total",
      "Requests that came here because another relay had them replayed.",
      { cross_machine: ["true", "false"] },
    ),
    streams: metrics.gauge("relay_streams_current", "Open streams.", {
      kind: ["http", "upgrade", "tcp", "echo", "control"],
    }),
    bytes: metrics.counter("relay_bytes_total", "Bytes of bodies and upgraded connections.", {
      direction: ["in", "out"],
    }),
    resets: metrics.counter("relay_rst_total", "Streams that ended in a reset.", ["code"]),
    rtt: metrics.histogram("relay_rtt_seconds", "Least round trip of a tunnel, when it ended."),
    directoryRefresh: metrics.histogram(
      "directory_refresh_seconds",
      "Time to renew all tunnels of this relay in the directory.",
    ),
    presenceWrite: metrics.histogram(
      "presence_write_seconds",
      "Time to write a batch of presence.",
    ),
    links: metrics.gauge("relay_links_current", "Links between this relay and others.", {
      direction: ["in", "out"],
    }),
    retries: metrics.counter("relay_retry_total", "Requests that were sent a second time.", {
      reason: ["undelivered", "not-owner", "going-away", "refused", "lost"],
    }),
    held: metrics.gauge("relay_held_requests", "Requests that wait for their host's return."),
    dropped: metrics.counter("relay_queue_dropped_total", "Entries that a full queue let go.", {
      queue: queues,
    }),
    hostEventsDropped: metrics.counter(
      "relay_host_events_dropped_total",
      "Events of hosts that were only counted: beyond 200 of a host an hour, or of one that is gone.",
    ),
    probes: metrics.counter(
      "relay_probe_total",
      "Questions of the relay to itself, through its own listener.",
      { result: ["ok", "failed"] },
    ),
    probe: metrics.histogram("relay_probe_seconds", "Time of such a question that was answered."),
    tlsAsks: metrics.counter("relay_tls_asks_total", "Names a proxy asked a certificate for.", {
      result: ["known", "unknown", "malformed", "unsynced", "refused"],
    }),
    visitorsDropped: metrics.counter(
      "relay_visitors_dropped_total",
      "Connections that were closed unheard, since there was no room to refuse them in words.",
    ),
    drainCut: metrics.counter(
      "relay_drain_cut_streams_total",
      "Streams that a drain ended, of this relay or of one whose hosts it reaches.",
    ),
  };
}

function statusLabel(status: number | null): string {
  if (status === null) return "none";
  return exactStatuses.has(status) ? String(status) : `${Math.floor(status / 100)}xx`;
}

function tunnelFields(tunnel: LiveTunnel) {
  return {
    hostId: tunnel.hostId,
    run: tunnel.run,
    epoch: tunnel.epoch,
    slot: tunnel.slot,
    wire: tunnel.wire,
    agentVersion: tunnel.agentVersion,
  };
}
