import { hostname } from "node:os";
import { memoryUsage } from "node:process";
import { connectRedis, type Feed, openFeed, type RedisLink } from "@homeport/coordination";
import {
  awaitPostgres,
  createSqlPort,
  type Db,
  type FeedConnection,
  type FleetWarningCode,
  type MigrateResult,
  migrate,
  openDb,
  openFeedConnection,
  type ReplicaRegistration,
  registerReplica,
  type SqlPort,
  watchSecret,
} from "@homeport/db";
import { createTxtLookup, type TxtLookup } from "@homeport/gate";
import {
  createOperationEvents,
  type Directory,
  type OperationEvents,
  openDirectory,
} from "@homeport/hosts";
import {
  type Clock,
  ConfigError,
  type Keys,
  type Log,
  type Metrics,
  type ProcessContext,
  type Random,
  systemRandom,
  watchEventLoop,
} from "@homeport/platform";
import type { WorkerConfig } from "./env.ts";
import { createVitals, type Vitals } from "./ops/vitals.ts";
import { sealedColumns } from "./sealed-columns.ts";

/** All that the worker's tasks stand on, built once. */
export interface WorkerContext {
  readonly db: Db;
  readonly sql: SqlPort;
  readonly feed: Feed;
  readonly redis: RedisLink;
  readonly redisUrl: string;
  readonly directory: Directory;
  readonly operations: OperationEvents;
  readonly lookUpTxt: TxtLookup;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: Keys;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly replicaId: string;
  readonly vitals: Vitals;
  readonly readFleetWarning: (code: FleetWarningCode) => string | null;
  readonly readSecretWarning: () => string | null;
  readonly contracts: Contracts;
}

/** Migrations of this version that wait until no older replica is live. */
export interface Contracts {
  readonly waits: boolean;
  readonly tryAgain: () => Promise<MigrateResult>;
}

/** Where this process can be found. */
export interface Self {
  readonly pid: number;
  readonly opsUrl: string;
  readonly keys: Keys;
}

interface Stores {
  readonly db: Db;
  readonly connection: FeedConnection;
  readonly schemaVersion: string;
  readonly contracts: Contracts;
}

type Process = ProcessContext<WorkerConfig>;

const app = "worker";
/** Sweeps may run over large tables; the limit of a request would cut them off. */
const statementTimeoutMs = 60_000;

/** Opens the stores and registers the replica. Throws STORE_UNREACHABLE or MIGRATION_LOCKED past their deadlines, and SECRET_IN_USE. */
export async function openContext(process: Process, self: Self): Promise<WorkerContext> {
  const { clock, log, metrics, lifecycle, replicaId } = process;
  const redisUrl = redisUrlOf(process.config);
  const stores = await openStores(process);
  const { db, connection } = stores;
  const { keys } = self;
  const secret = lifecycle.use(
    await watchSecret({ sql: db.sql, keys, columns: sealedColumns, clock, log, metrics }),
  );
  const sql = createSqlPort(db, connection);
  const vitals = createVitals();
  const lag = lifecycle.use(watchEventLoop(metrics));
  vitals.add("pool", () => db.poolUse());
  vitals.add("memoryBytes", () => memoryUsage.rss());
  vitals.add("secretKid", () => keys.kid);
  vitals.add("eventLoopLagMs", () => Math.round(lag.readMs()));
  const registration = await register(process, self, stores, vitals);

  const redis = lifecycle.use(
    await connectRedis({ url: redisUrl, use: "main", clock, log, metrics }),
  );
  const feed = lifecycle.use(await openFeed({ sql, redis, clock, log, metrics }));
  vitals.add("redisUp", () => redis.isUp());
  vitals.add("feedAgeMs", () => Math.round(feed.ageMs()));
  vitals.add("feedGaps", () => feed.status().gaps);
  vitals.add("clockOffsetMs", () => Math.round(feed.clockOffsetMs()));
  // A drain that was asked for stands on this replica's row; the feed only says when to look.
  feed.subscribe(["replica"], {
    apply: (_topic, id) => void (id === replicaId && registration.beat()),
    flush: () => void registration.beat(),
  });
  const directory = openDirectory({ redis, metrics });
  return {
    db,
    sql,
    feed,
    redis,
    redisUrl,
    directory,
    operations: createOperationEvents({ log, metrics }),
    lookUpTxt: createTxtLookup({ servers: process.config.dnsServers }),
    clock,
    random: systemRandom,
    keys,
    log,
    metrics,
    replicaId,
    vitals,
    readFleetWarning: registration.readWarning,
    readSecretWarning: secret.readWarning,
    contracts: stores.contracts,
  };
}

async function openStores(process: Process): Promise<Stores> {
  const { config, clock, log, metrics, lifecycle, replicaId, version } = process;
  const { url, directUrl, poolMax, acquireMs, pooled } = config.runtime.database;
  const signal = lifecycle.draining;
  await awaitPostgres({ url: directUrl, clock, log, random: systemRandom, signal });
  const mode = config.migrate;
  const tryAgain = () =>
    migrate({ url: directUrl, log, clock, appliedBy: app, version, mode, signal });
  const schema = await tryAgain();
  const contracts: Contracts = { waits: schema.deferred.length > 0, tryAgain };
  const shared = { app, clock, log, metrics };
  const limits = { poolMax, acquireMs, statementTimeoutMs, pooled };
  const db = lifecycle.use(openDb({ ...shared, ...limits, url, replicaId }));
  const connection = lifecycle.use(openFeedConnection({ ...shared, url: directUrl }));
  return { db, connection, schemaVersion: schema.version, contracts };
}

async function register(
  process: Process,
  self: Self,
  { connection, schemaVersion }: Stores,
  vitals: Vitals,
): Promise<ReplicaRegistration> {
  const { config, clock, log, metrics, lifecycle, replicaId, version } = process;
  const registration = lifecycle.use(
    await registerReplica({
      ...self,
      id: replicaId,
      app,
      version,
      hostname: hostname(),
      capacity: config.maxReplicas,
      poolMax: config.runtime.database.poolMax,
      schemaVersion,
      sql: connection,
      clock,
      log,
      metrics,
      isStrict: config.stage === "prod",
      readState: () => lifecycle.state,
      readVitals: vitals.read,
      onDrainAsked: () => process.stop("an operator asked for it"),
    }),
  );
  lifecycle.onState(() => void registration.beat());
  return registration;
}

function redisUrlOf({ runtime }: WorkerConfig): string {
  if (runtime.redis.kind !== "memory") return runtime.redis.url;
  const problem = "is not set, and a worker has no queue without it";
  throw new ConfigError([{ name: "REDIS_URL", problem, remedy: "Set it to redis://host:6379." }]);
}
