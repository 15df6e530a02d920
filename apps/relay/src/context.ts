import { hostname } from "node:os";
import { memoryUsage } from "node:process";
import {
  connectRedis,
  createLimiter,
  type Feed,
  type Limiter,
  openFeed,
  type RedisLink,
} from "@homeport/coordination";
import {
  awaitPostgres,
  createSqlPort,
  type Db,
  type FleetWarningCode,
  migrate,
  openDb,
  openFeedConnection,
  registerReplica,
  watchSecret,
} from "@homeport/db";
import type { Gate, GateDeps } from "@homeport/gate";
import {
  createOperationEvents,
  type Directory,
  type HostsDeps,
  openDirectory,
} from "@homeport/hosts";
import {
  ConfigError,
  createCursorCodec,
  type Keys,
  type ProcessContext,
  systemRandom,
  watchEventLoop,
} from "@homeport/platform";
import type { RelayConfig } from "./env.ts";
import { relayRates } from "./limits/relay-rates.ts";
import { reportSnapshots } from "./report-snapshots.ts";
import { sealedColumns } from "./sealed-columns.ts";
import type { TunnelRegistry } from "./tunnels/registry.ts";

/** All that the relay stands on, built once. */
export interface RelayContext {
  readonly db: Db;
  readonly feed: Feed;
  readonly redis: RedisLink;
  readonly directory: Directory;
  readonly limiter: Limiter<"handshake-failed">;
  readonly hosts: HostsDeps;
  readonly gate: GateDeps;
  /** From here on the registry says which changes the gate's snapshot has taken in, and how many tunnels are held. */
  readonly reportRelay: (relay: { gate: Gate; registry: Pick<TunnelRegistry, "size"> }) => void;
  readonly readFleetWarning: (code: FleetWarningCode) => string | null;
  readonly readSecretWarning: () => string | null;
}

/** Opens the stores and registers the replica. Throws STORE_UNREACHABLE or MIGRATION_LOCKED past their deadlines, and SECRET_IN_USE. */
export async function openContext(
  process: ProcessContext<RelayConfig>,
  self: { readonly pid: number; readonly opsUrl: string; readonly keys: Keys },
): Promise<RelayContext> {
  const { config, clock, log, metrics, lifecycle } = process;
  const { db, feedConnection, registered, registration, secret } = await openDatabase(
    process,
    self,
  );
  const redis = lifecycle.use(
    await connectRedis({ url: redisUrlOf(config), use: "main", clock, log, metrics }),
  );
  const sql = createSqlPort(db, feedConnection);
  const feed = lifecycle.use(await openFeed({ sql, redis, clock, log, metrics }));
  const limiter = createLimiter({
    ...{ classes: relayRates(config), maxReplicas: config.maxReplicas },
    ...{ clock, log, metrics },
  });
  registered.readFeed = () => ({
    redisUp: redis.isUp(),
    feedAgeMs: Math.round(feed.ageMs()),
    feedGaps: feed.status().gaps,
    clockOffsetMs: Math.round(feed.clockOffsetMs()),
    limits: limiter.status(),
  });
  // A drain that was asked for stands on this replica's row; the feed only says when to look.
  feed.subscribe(["replica"], {
    apply: (_topic, id) => void (id === process.replicaId && registration.beat()),
    flush: () => void registration.beat(),
  });
  const random = systemRandom;
  const { keys } = self;
  const shared = { db, feed, clock, random };
  return {
    db,
    feed,
    redis,
    directory: openDirectory({ redis: lifecycle.use(redis.branch("directory")), metrics }),
    limiter,
    hosts: {
      ...{ ...shared, cursors: createCursorCodec(keys) },
      operations: createOperationEvents({ log, metrics }),
    },
    gate: { ...shared, keys, appsUrl: new URL(config.appsUrl), webUrl: new URL(config.webUrl) },
    readFleetWarning: registration.readWarning,
    readSecretWarning: secret.readWarning,
    reportRelay({ gate, registry }) {
      registered.readRelayVitals = () => ({ ...gate.vitals(), tunnels: registry.size });
      lifecycle.use(reportSnapshots(gate, registration));
    },
  };
}

async function openDatabase(
  process: ProcessContext<RelayConfig>,
  self: { readonly pid: number; readonly opsUrl: string; readonly keys: Keys },
) {
  const { config, clock, log, metrics, lifecycle, replicaId, version } = process;
  const { database } = config.runtime;
  const app = "relay";
  const url = database.directUrl;
  const signal = lifecycle.draining;
  await awaitPostgres({ url, clock, log, random: systemRandom, signal });
  const mode = config.migrate;
  const schema = await migrate({ url, log, clock, appliedBy: app, version, mode, signal });
  const db = lifecycle.use(
    openDb({
      ...{ url: database.url, app, clock, log, metrics, replicaId },
      poolMax: database.poolMax,
      acquireMs: database.acquireMs,
      pooled: database.pooled,
    }),
  );
  const { keys } = self;
  const parts = { clock, log, metrics };
  const secret = lifecycle.use(
    await watchSecret({ sql: db.sql, keys, columns: sealedColumns, ...parts }),
  );
  const feedConnection = lifecycle.use(openFeedConnection({ url, app, ...parts }));
  const lag = lifecycle.use(watchEventLoop(metrics));
  const registered = {
    readFeed: (): Readonly<Record<string, unknown>> => ({}),
    readRelayVitals: (): Readonly<Record<string, unknown>> => ({}),
  };
  const registration = lifecycle.use(
    await registerReplica({
      ...{ id: replicaId, app, version, pid: self.pid, opsUrl: self.opsUrl },
      hostname: hostname(),
      capacity: config.maxReplicas,
      poolMax: database.poolMax,
      schemaVersion: schema.version,
      ...{ sql: feedConnection, ...parts },
      isStrict: config.stage === "prod",
      readState: () => lifecycle.state,
      readVitals: () => ({
        pool: db.poolUse(),
        eventLoopLagMs: Math.round(lag.readMs()),
        memoryBytes: memoryUsage.rss(),
        secretKid: keys.kid,
        ...registered.readFeed(),
        ...registered.readRelayVitals(),
      }),
      onDrainAsked: () => process.stop("an operator asked for it"),
    }),
  );
  lifecycle.onState(() => void registration.beat());
  return { db, feedConnection, registered, registration, secret };
}

function redisUrlOf({ runtime }: RelayConfig): string {
  if (runtime.redis.kind !== "memory") return runtime.redis.url;
  const problem = "is not set, and a relay tells the others of its tunnels through it";
  throw new ConfigError([{ name: "REDIS_URL", problem, remedy: "Set it to redis://host:6379." }]);
}
