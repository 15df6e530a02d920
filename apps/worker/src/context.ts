import { hostname } from "node:os";
import { connectRedis, type Feed, openFeed, type RedisLink } from "@homeport/coordination";
import {
  awaitPostgres,
  createSqlPort,
  type Db,
  migrate,
  openDb,
  openFeedConnection,
  registerReplica,
  type SqlPort,
} from "@homeport/db";
import { type Directory, openDirectory } from "@homeport/hosts";
import {
  type Clock,
  ConfigError,
  type Log,
  type Metrics,
  type ProcessContext,
  type Random,
  systemRandom,
  watchEventLoop,
} from "@homeport/platform";
import type { WorkerConfig } from "./env.ts";

/** All that the worker's tasks stand on, built once. */
export interface WorkerContext {
  readonly db: Db;
  readonly sql: SqlPort;
  readonly feed: Feed;
  readonly redis: RedisLink;
  readonly redisUrl: string;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly replicaId: string;
}

/** Sweeps may run over large tables; a request's limit would cut them off. */
const statementTimeoutMs = 60_000;

/** Opens the stores and registers the replica. Throws STORE_UNREACHABLE or MIGRATION_LOCKED past their deadlines. */
export async function openContext(
  process: ProcessContext<WorkerConfig>,
  self: { pid: number; opsUrl: string },
): Promise<WorkerContext> {
  const { config, clock, log, metrics, lifecycle, replicaId, version } = process;
  const { database } = config.runtime;
  const redisUrl = redisUrlOf(config);
  const app = "worker";

  await awaitPostgres({
    url: database.directUrl,
    clock,
    log,
    random: systemRandom,
    signal: lifecycle.draining,
  });
  const schema = await migrate({ url: database.directUrl, log, clock, appliedBy: app });
  const db = lifecycle.use(
    openDb({
      url: database.url,
      app,
      clock,
      log,
      metrics,
      replicaId,
      poolMax: database.poolMax,
      acquireMs: database.acquireMs,
      statementTimeoutMs,
      pooled: database.pooled,
    }),
  );
  const connection = lifecycle.use(
    openFeedConnection({ url: database.directUrl, app, clock, log, metrics }),
  );
  const sql = createSqlPort(db, connection);
  const lag = lifecycle.use(watchEventLoop(metrics));
  const readFeedAgeMs = { read: (): number | null => null };
  const registration = lifecycle.use(
    await registerReplica({
      id: replicaId,
      app,
      version,
      hostname: hostname(),
      pid: self.pid,
      opsUrl: self.opsUrl,
      capacity: config.maxReplicas,
      poolMax: database.poolMax,
      schemaVersion: schema.version,
      sql: connection,
      clock,
      log,
      readState: () => lifecycle.state,
      readVitals: () => ({
        pool: db.poolUse(),
        eventLoopLagMs: Math.round(lag.readMs()),
        feedAgeMs: readFeedAgeMs.read(),
      }),
      onDrainAsked: () => void lifecycle.drain("an operator asked for it"),
    }),
  );
  lifecycle.onState(() => void registration.beat());
  const redis = lifecycle.use(
    await connectRedis({ url: redisUrl, use: "main", clock, log, metrics }),
  );
  const feed = lifecycle.use(await openFeed({ sql, redis, clock, log, metrics }));
  readFeedAgeMs.read = () => Math.round(feed.ageMs());
  // A drain that was asked for is on this replica's row; the feed only says when to look.
  feed.subscribe(["replica"], {
    apply: (_topic, id) => void (id === replicaId && registration.beat()),
    flush: () => void registration.beat(),
  });
  const directory = openDirectory({ redis, metrics });
  const random = systemRandom;
  return { db, sql, feed, redis, redisUrl, directory, clock, random, log, metrics, replicaId };
}

function redisUrlOf({ runtime }: WorkerConfig): string {
  if (runtime.redis.kind !== "memory") return runtime.redis.url;
  const problem = "is not set, and a worker has no queue without it";
  throw new ConfigError([{ name: "REDIS_URL", problem, remedy: "Set it to redis://host:6379." }]);
}
