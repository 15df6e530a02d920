import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { hostname } from "node:os";
import { join } from "node:path";
import { announceCoordination } from "@homeport/coordination";
import { fleetWarningCodes } from "@homeport/db";
import {
  ConfigError,
  createOpsListener,
  createReadiness,
  type ListenAddress,
  loadRootSecret,
  newToken,
  type OpsRoute,
  type ProcessContext,
  type Readiness,
  type RootSecret,
  systemRandom,
} from "@homeport/platform";
import { openContext, type RelayContext } from "./context.ts";
import type { RelayConfig } from "./env.ts";
import { followTlsFiles, readTlsFiles, type TlsPair } from "./listen/tls-files.ts";
import { createRelay, type Relay } from "./relay.ts";
import type { RelaySettings } from "./settings.ts";
import { loadTransport } from "./transport/load-transport.ts";

/** The oldest agent that this version serves. */
const minAgentVersion = "0.1.0";
const staleFeedMs = 2_000;

/**
 * Opens the relay in order: ops listener (alive, not ready), Postgres, migrations, registry, feed, Redis, the
 * gate's first snapshot, and last the public listener. What was opened closes in reverse.
 */
export async function openRelay(
  process: ProcessContext<RelayConfig>,
  self: { readonly pid: number },
): Promise<void> {
  const { config, clock, log, metrics, lifecycle } = process;
  const ops = await openOps(process);
  const secret = await loadRootSecret({
    configured: config.secret,
    previous: config.secretPrevious,
    path: join(".data", "secret"),
    random: systemRandom,
    log,
  });
  const tls = config.tlsFiles === undefined ? undefined : await readTlsFiles(config.tlsFiles);
  const context = await openContext(process, { ...self, opsUrl: ops.url, keys: secret.keys });
  announce(process, secret);
  const relay = lifecycle.use(
    createRelay({
      ...context,
      ...{ clock, log, metrics },
      random: systemRandom,
      readConnections: () => context.redis.connections(),
      isDraining: () => lifecycle.isDraining,
      createTransport: await loadTransport(config.transport),
      settings: settingsOf(process, tls, await readPeerTls(config)),
    }),
  );
  context.reportRelay(relay);
  ops.serve(relay, context);
  lifecycle.onDrain("relay", (signal) => relay.drain.sayGoodbye(signal));
  lifecycle.onFinish("relay", (signal) => relay.drain.finish(signal));
  // Ahead of the first snapshot: a proxy that asks too early is told to come again.
  if (config.gateAddress !== null) {
    await listen(relay.gateServer, config.gateAddress, "HOMEPORT_GATE_ADDR");
  }
  await relay.gate.whenReady(lifecycle.draining);
  await listen(relay.peerServer, config.peerAddress, "HOMEPORT_RELAY_PEER_ADDR");
  await listen(relay.server, config.listenAddress, "HOMEPORT_RELAY_ADDR");
  if (config.tlsFiles !== undefined && tls !== undefined) {
    const files = config.tlsFiles;
    lifecycle.use(followTlsFiles(relay.server, { files, current: tls, clock, log }));
  }
  relay.probe.start();
  lifecycle.markReady();
}

function settingsOf(
  { config, replicaId }: ProcessContext<RelayConfig>,
  tls: TlsPair | undefined,
  peerTls: RelaySettings["peerTls"],
): RelaySettings {
  return {
    relayId: config.relayId ?? replicaId,
    boot: newToken(systemRandom, 12),
    internalUrl: config.internalUrl ?? internalUrlOf(config),
    publicUrl: config.publicUrl,
    peerTls,
    appsUrl: new URL(config.appsUrl),
    webUrl: new URL(config.webUrl),
    trustedProxies: config.trustedProxies,
    gateProxies: config.gateProxies,
    gateSecret: config.gateSecret,
    accessLog: config.accessLog,
    minAgentVersion,
    pingMs: config.pingMs,
    budgetBytes: config.budgetBytes,
    maxReplicas: config.maxReplicas,
    drainDelayMs: config.drainDelayMs,
    drainDeadlineMs: config.drainDeadlineMs,
    adminSecret: config.adminSecret,
    fly: config.fly,
    tls,
  };
}

function announce({ config, log }: ProcessContext<RelayConfig>, secret: RootSecret): void {
  const { runtime, stage, maxReplicas } = config;
  announceCoordination(log, {
    mode: runtime.mode,
    database: runtime.database.kind,
    redis: runtime.redis.kind,
    storage: runtime.storage.kind,
    stage,
    maxReplicas,
    secret: secret.origin,
  });
}

interface RelayOps {
  readonly url: string;
  /** Adds what depends on the relay itself: its tunnel list, and what a probe is told. */
  serve(relay: Relay, context: RelayContext): void;
}

/** Answers `/healthz` from the first moment. A store that is away later is a warning: local tunnels serve on. */
async function openOps(process: ProcessContext<RelayConfig>): Promise<RelayOps> {
  const { config, clock, lifecycle, log, metrics, version } = process;
  const readiness = lifecycle.use(
    createReadiness({ clock, lifecycle, version, warnings: config.warnings }),
  );
  let adminTunnels: OpsRoute = (_request, response) => {
    response.writeHead(503, { "Content-Type": "text/plain" }).end("starting\n");
  };
  const address = config.opsAddress;
  const routes = {
    "/admin/tunnels": ((request, response) => adminTunnels(request, response)) satisfies OpsRoute,
  };
  const listener = lifecycle.use(
    await createOpsListener({ address, readiness, metrics, log, routes }),
  );
  return {
    url: `http://${address.host}:${listener.port}`,
    serve(relay, context) {
      adminTunnels = relay.adminTunnels;
      watchStores(readiness, relay, context);
    },
  };
}

function watchStores(readiness: Readiness, relay: Relay, context: RelayContext): void {
  const { db, redis, feed } = context;
  for (const code of fleetWarningCodes) {
    readiness.addWarning(() => context.readFleetWarning(code));
  }
  readiness.addWarning(context.readSecretWarning);
  readiness.addCheck({ name: "postgres", required: false, check: async () => db.ping() });
  readiness.addReason(() => (relay.gate.status().ready ? null : "the gate has no snapshot yet"));
  readiness.addReason(() =>
    relay.gate.status().canaryOk ? null : "the gate lets strangers into what is closed",
  );
  readiness.addReason(() => relay.probe.readFault());
  readiness.addWarning(() =>
    redis.isUp() ? null : "Redis is away: other relays do not learn of tunnels here",
  );
  readiness.addWarning(() =>
    feed.ageMs() > staleFeedMs ? "The feed is stale: private apps answer 503" : null,
  );
}

async function readPeerTls(config: RelayConfig): Promise<RelaySettings["peerTls"]> {
  const { peerTlsFiles, peerCaFile } = config;
  return {
    server: peerTlsFiles === undefined ? undefined : await readTlsFiles(peerTlsFiles),
    ca: peerCaFile === undefined ? undefined : await readFile(peerCaFile),
  };
}

const anyAddress = new Set(["0.0.0.0", "::", "[::]", ""]);

/** Where others find the peer listener: by the name of this machine when it listens everywhere. */
function internalUrlOf({ peerAddress, peerTlsFiles }: RelayConfig): string {
  const { host, port } = peerAddress;
  const named = anyAddress.has(host) ? hostname() : host;
  const scheme = peerTlsFiles === undefined ? "http" : "https";
  return `${scheme}://${named.includes(":") && !named.startsWith("[") ? `[${named}]` : named}:${port}`;
}

function listen(
  server: Server,
  address: ListenAddress,
  variable: "HOMEPORT_RELAY_ADDR" | "HOMEPORT_RELAY_PEER_ADDR" | "HOMEPORT_GATE_ADDR",
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? portTaken(address, variable) : error);
    server.once("error", onError);
    server.listen(address.port, address.host, () => {
      server.off("error", onError);
      resolve();
    });
  });
}

function portTaken({ host, port }: ListenAddress, name: string): ConfigError {
  const problem = `${host}:${port} is taken by another program`;
  const remedy = "Stop that program, or set another address.";
  return new ConfigError([{ name, problem, remedy }]);
}
