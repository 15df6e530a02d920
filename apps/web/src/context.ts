import { hostname } from "node:os";
import { resolve } from "node:path";
import { type ApiDeps, signerDirectory } from "@homeport/api";
import { createAuth, createKeySignIn, createMailer } from "@homeport/auth";
import {
  announceCoordination,
  connectRedis,
  createFleetTier,
  createLimiter,
  type FleetTier,
  type Limiter,
  openFeed,
  type RedisLink,
} from "@homeport/coordination";
import {
  awaitPostgres,
  countSealed,
  createSqlPort,
  migrate,
  openDb,
  openFeedConnection,
  registerReplica,
  watchSecret,
} from "@homeport/db";
import { createTxtLookup } from "@homeport/gate";
import { createOperationEvents, openDirectory } from "@homeport/hosts";
import { openQueueReader } from "@homeport/jobs";
import {
  createCursorCodec,
  type Keys,
  loadRootSecret,
  type ProcessContext,
  type Runtime,
  systemRandom,
  watchEventLoop,
} from "@homeport/platform";
import type { VaultsDeps } from "@homeport/vaults";
import { dueWakes } from "./due-wakes.ts";
import type { WebConfig } from "./env.ts";
import { openCatalog } from "./open-catalog.ts";
import { openPhotos } from "./open-photos.ts";
import { openVaults } from "./open-vaults.ts";
import { sealedColumns } from "./sealed-columns.ts";
import { type WebRateClass, webRates } from "./server/rates.ts";

export type WebProcess = ProcessContext<WebConfig>;

export type WebContext = Awaited<ReturnType<typeof openContext>>;

/** Opens what the process stands on, in order, and hands each to the lifecycle. The only composition root. */
export async function openContext(
  parent: WebProcess,
  runtime: Runtime,
  { opsUrl, buildId }: { opsUrl: string | null; buildId: string },
) {
  const { config, clock, log, metrics, lifecycle } = parent;
  const random = systemRandom;
  const secret = await loadRootSecret({
    configured: config.secret,
    previous: config.secretPrevious,
    path: resolve(".data", "secret"),
    random,
    log,
  });
  const schemaVersion = await prepareDatabase(parent, runtime);
  const stores = await openStores(parent, runtime, secret.keys);
  const vaults = await openVaults(parent, runtime, { ...stores, keys: secret.keys });
  const lag = lifecycle.use(watchEventLoop(metrics));
  const limiter = createLimiter({
    ...{ classes: webRates(config), maxReplicas: config.maxReplicas },
    ...{ clock, log, metrics, fleet: openFleetTier(parent, stores.redisLink) },
  });
  const registration = lifecycle.use(
    await registerReplica({
      id: parent.replicaId,
      app: "web",
      version: parent.version,
      hostname: hostname(),
      pid: process.pid,
      opsUrl,
      capacity: config.maxReplicas,
      poolMax: runtime.database.poolMax,
      schemaVersion,
      sql: stores.feedConnection,
      clock,
      log,
      metrics,
      isStrict: config.stage === "prod",
      readState: () => lifecycle.state,
      readVitals: () => ({
        pool: stores.db.poolUse(),
        eventLoopLagMs: Math.round(lag.readMs()),
        memoryBytes: process.memoryUsage.rss(),
        secretKid: secret.keys.kid,
        redisUp: stores.redisLink?.isUp() ?? null,
        feedAgeMs: Math.round(stores.feed.ageMs()),
        feedGaps: stores.feed.status().gaps,
        clockOffsetMs: Math.round(stores.feed.clockOffsetMs()),
        limits: limiter.status(),
      }),
      onDrainAsked: () => parent.stop("an operator asked for it"),
    }),
  );
  lifecycle.onState(() => void registration.beat());
  // A drain that was asked for stands on this replica's row; the feed only says when to look.
  stores.feed.subscribe(["replica"], {
    apply: (_topic, id) => void (id === parent.replicaId && registration.beat()),
    flush: () => void registration.beat(),
  });
  announceCoordination(log, {
    mode: runtime.mode,
    database: runtime.database.kind,
    redis: runtime.redis.kind,
    storage: runtime.storage.kind,
    stage: runtime.stage,
    maxReplicas: runtime.maxReplicas,
    secret: secret.origin,
  });
  return {
    ...{ ...stores, keys: secret.keys, random },
    ...(await createEdges(parent, runtime, { ...stores, limiter, buildId }, secret.keys, vaults)),
    readFleetWarning: registration.readWarning,
  };
}

/** Null where there is no Redis, or nobody wants it asked. */
function openFleetTier(parent: WebProcess, redis: RedisLink | null): FleetTier | null {
  const { config, clock, log, metrics, lifecycle } = parent;
  if (redis === null || config.rateFleet === "off") return null;
  return lifecycle.use(createFleetTier({ redis, clock, log, metrics }));
}

async function prepareDatabase(parent: WebProcess, runtime: Runtime): Promise<string> {
  const { config, clock, log, lifecycle, version } = parent;
  const url = runtime.database.directUrl;
  const signal = lifecycle.draining;
  await awaitPostgres({ url, clock, log, random: systemRandom, signal });
  const mode = config.migrate;
  const schema = await migrate({ url, log, clock, appliedBy: "web", version, mode, signal });
  return schema.version;
}

async function openStores(parent: WebProcess, runtime: Runtime, keys: Keys) {
  const { clock, log, metrics, lifecycle, replicaId } = parent;
  const { database, redis } = runtime;
  const db = lifecycle.use(
    openDb({
      url: database.url,
      app: "web",
      clock,
      log,
      metrics,
      replicaId,
      poolMax: database.poolMax,
      acquireMs: database.acquireMs,
      pooled: database.pooled,
    }),
  );
  const secretWatch = lifecycle.use(
    await watchSecret({ sql: db.sql, keys, columns: sealedColumns, clock, log, metrics }),
  );
  const feedConnection = lifecycle.use(
    openFeedConnection({ url: database.directUrl, app: "web", clock, log, metrics }),
  );
  const redisLink =
    redis.kind === "memory"
      ? null
      : lifecycle.use(await connectRedis({ url: redis.url, use: "main", clock, log, metrics }));
  const sql = createSqlPort(db, feedConnection);
  const feed = lifecycle.use(await openFeed({ sql, redis: redisLink, clock, log, metrics }));
  return { db, feedConnection, redisLink, feed, readSecretWarning: secretWatch.readWarning };
}

async function createEdges(
  parent: WebProcess,
  runtime: Runtime,
  stores: Awaited<ReturnType<typeof openStores>> & {
    limiter: Limiter<WebRateClass>;
    buildId: string;
  },
  keys: Keys,
  vaults: VaultsDeps,
) {
  const { config, clock, log, metrics, lifecycle } = parent;
  const { db, feed, limiter, redisLink, readSecretWarning } = stores;
  const random = systemRandom;
  const webUrl = new URL(config.webUrl);
  const appsUrl = new URL(config.appsUrl);
  const auth = lifecycle.use(
    createAuth({
      db,
      feed,
      limiter,
      keys,
      clock,
      random,
      log,
      metrics,
      webUrl,
      stage: config.stage,
      signUp: config.signUp,
      operators: config.operators,
      walletChains: config.walletChains,
      mailer: config.smtpUrl === null ? null : createMailer(config.smtpUrl, webUrl),
    }),
  );
  const operations = createOperationEvents({ log, metrics });
  const hosts = { db, feed, clock, random, cursors: createCursorCodec(keys), operations };
  const gate = { db, feed, keys, clock, random, appsUrl, webUrl };
  const directory =
    redisLink === null
      ? null
      : openDirectory({ redis: lifecycle.use(redisLink.branch("directory")), metrics });
  const lookUpTxt = createTxtLookup({ servers: config.dnsServers });
  const queues =
    runtime.redis.kind === "memory"
      ? null
      : lifecycle.use(openQueueReader({ url: runtime.redis.url, clock, random, metrics }));
  const photos = await openPhotos(parent, runtime, { db, feed, keys });
  const catalog = openCatalog(parent, runtime, { db, feed, keys, buildId: stores.buildId });
  const configuration = {
    ...{ variables: config.resolved, kid: keys.kid, previousKid: keys.previous?.kid ?? null },
    countSealed: async () => countSealed(db.sql, sealedColumns, keys),
  };
  const fleet = { queues, wakes: dueWakes(db), readSecretWarning, configuration };
  const { operators } = config;
  const edges = {
    ...photos,
    ...catalog,
    vaults,
    auth,
    hosts,
    gate,
    directory,
    lookUpTxt,
    operators,
    fleet,
  };
  const { draining } = lifecycle;
  const api: ApiDeps = { db, ...edges, feed, limiter, log, webUrl, appsUrl, draining };
  const keySignIn = createKeySignIn({
    ...{ db, random, webUrl, limiter, log, metrics },
    signers: signerDirectory(vaults),
  });
  return { auth, keySignIn, limiter, gate, api, webUrl, appsUrl };
}
