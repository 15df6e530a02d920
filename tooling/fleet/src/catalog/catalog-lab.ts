import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type CorpusRepository, openCorpusRepository } from "@homeport/catalog/testing";
import { connectRedis } from "@homeport/coordination";
import { type Db, migrate, openDb } from "@homeport/db";
import { createMetrics, newToken, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { findLastingPort, startKeeper } from "@homeport/services";
import { type OwnStore, ownPostgres, ownRedis } from "@homeport/testkit";
import { readText } from "../replica/read-text.ts";
import { createReplica, type Replica } from "../replica/replica.ts";

/** A replica of web, whole: who reads the catalog asks it, and who has pushed tells it. */
export interface CatalogWeb extends Replica {
  readonly url: string;
  readonly opsUrl: string;
  /** Where it keeps the catalog that it has loaded. */
  readonly cacheFolder: string;
}

export interface CatalogWorker extends Replica {
  readonly opsUrl: string;
}

/** Web replicas and workers of one catalog, over stores and a data repository of their own. */
export interface CatalogLab {
  readonly webs: readonly CatalogWeb[];
  readonly workers: readonly CatalogWorker[];
  readonly postgres: OwnStore;
  readonly redis: OwnStore;
  /** Takes away all that Redis holds, as a flush does. */
  emptyRedis(): Promise<void>;
  /** Postgres itself, past every replica. */
  readonly db: Db;
  readonly repository: CorpusRepository;
  /** What whoever has pushed shows to the replicas. */
  readonly reloadSecret: string;
  /** The public origin of the console, and the person who is its operator there. */
  readonly origin: string;
  readonly operator: { readonly email: string; readonly password: string };
}

export interface CatalogLabPlan {
  readonly webs: number;
  readonly workers: number;
  readonly entries: number;
  /** Queues learn in seconds, not in tens of them, that a worker has gone. */
  readonly isQuick: boolean;
  readonly pollEveryMs: number;
  /** What Node is told for each replica of web. */
  readonly webNodeArgs?: readonly string[];
  /** What replicas of web are told beside. */
  readonly webEnv?: Readonly<Record<string, string>>;
}

const appFile = (path: string) =>
  fileURLToPath(new URL(`../../../../apps/${path}`, import.meta.url));
const webEntry = appFile("web/dist/main.js");
const workerEntry = appFile("worker/src/testing/trial-main.ts");
const origin = "http://console.test";
const operator = { email: "operator@example.org", password: "correct horse battery" };

/** Brings all of it up, with the corpus served by every replica of web; it ends with the stack. */
export async function openCatalogLab(
  plan: CatalogLabPlan,
  stack: AsyncDisposableStack,
): Promise<CatalogLab> {
  const folder = mkdtempSync(join(tmpdir(), "homeport-catalog-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  // Postgres runs as another user under root, which has to be able to enter.
  chmodSync(folder, 0o755);
  const keeper = stack.use(startKeeper());
  const made = openCorpusRepository(join(folder, "remote.git"), plan.entries);
  const [postgres, redis] = [
    stack.use(await ownPostgres(folder)),
    stack.use(await ownRedis(folder)),
  ];
  const repository = await made;
  await migrate({ url: postgres.url, log: silentLog });
  const metrics = createMetrics({ app: "fleet", version: "0.0.0" });
  const common = { clock: systemClock, log: silentLog, metrics };
  const db = stack.use(openDb({ url: postgres.url, app: "fleet", ...common }));
  const link = stack.use(await connectRedis({ url: redis.url, use: "main", ...common }));
  const reloadSecret = newToken(systemRandom, 32);
  const storage = join(folder, "storage");
  mkdirSync(storage);
  const shared = {
    HOMEPORT_STAGE: "test",
    HOMEPORT_PARENT_PID: String(process.pid),
    HOMEPORT_SECRET: newToken(systemRandom, 32),
    HOMEPORT_EMBEDDED: "database,redis",
    HOMEPORT_STORAGE: pathToFileURL(storage).href,
    HOMEPORT_CATALOG_WRITES: "on",
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    TMPDIR: folder,
  };

  async function createWorker(name: string): Promise<CatalogWorker> {
    const ops = await opsAddress();
    const replica = createReplica({
      ...{ name, entry: workerEntry, args: plan.isQuick ? ["quick"] : [], folder, keeper },
      env: {
        ...shared,
        HOMEPORT_REPLICA_ID: name,
        HOMEPORT_OPS_ADDR: ops.address,
        HOMEPORT_GALLERY_DECODERS: "1",
        HOMEPORT_CATALOG_REMOTE: repository.remote,
        HOMEPORT_CATALOG_DIR: join(folder, "clones"),
        HOMEPORT_CATALOG_POLL_MS: String(plan.pollEveryMs),
      },
      isReady: ops.isReady,
    });
    return { ...stack.use(replica), opsUrl: ops.url };
  }

  async function createWeb(name: string): Promise<CatalogWeb> {
    const ops = await opsAddress();
    const address = `127.0.0.1:${await findLastingPort()}`;
    const cacheFolder = join(folder, "cache", name);
    const replica = createReplica({
      ...{ name, entry: webEntry, folder, keeper, nodeArgs: plan.webNodeArgs ?? [] },
      env: {
        ...shared,
        NODE_ENV: "production",
        HOMEPORT_REPLICA_ID: name,
        HOMEPORT_OPS_ADDR: ops.address,
        HOMEPORT_WEB_ADDR: address,
        HOMEPORT_WEB_URL: origin,
        HOMEPORT_APPS_URL: "http://apps.test:8080",
        HOMEPORT_OPERATORS: operator.email,
        HOMEPORT_CATALOG_CACHE_DIR: cacheFolder,
        HOMEPORT_RELOAD_SECRET: reloadSecret,
        ...plan.webEnv,
      },
      isReady: ops.isReady,
    });
    return {
      ...stack.use(replica),
      ...{ url: `http://${address}`, opsUrl: ops.url, cacheFolder },
    };
  }

  // One after the other, so that none finds the other's port.
  const [workers, webs]: [CatalogWorker[], CatalogWeb[]] = [[], []];
  for (const at of numbers(plan.workers)) workers.push(await createWorker(`worker-${at}`));
  for (const at of numbers(plan.webs)) webs.push(await createWeb(`web-${at}`));
  await Promise.all([...workers, ...webs].map((replica) => replica.start()));
  return {
    ...{ webs, workers, postgres, redis, db, repository, reloadSecret },
    emptyRedis: async () => void (await link.client.flushall()),
    ...{ origin, operator },
  };
}

async function opsAddress() {
  const address = `127.0.0.1:${await findLastingPort()}`;
  const url = `http://${address}`;
  return { address, url, isReady: async () => (await readText(`${url}/readyz`)) !== null };
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
