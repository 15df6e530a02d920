import { readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type Db, listPendingMigrations, openDb } from "@homeport/db";
import { createMetrics, newToken, silentLog, systemClock, systemRandom } from "@homeport/platform";
import type { Keeper } from "@homeport/services";
import { type OwnStore, ownRedis } from "@homeport/testkit";
import { createRelayReplica } from "../replica/relay-replica.ts";
import type { Replica } from "../replica/replica.ts";
import { createWebReplica } from "../replica/web-replica.ts";
import { createWorkerReplica } from "../replica/worker-replica.ts";
import { handLockToAll, holdLockUntil } from "./store.ts";

export interface FirstStartPlan {
  readonly folder: string;
  readonly keeper: Keeper;
  readonly postgres: OwnStore;
  /** Of the database, which is made empty. */
  readonly name: string;
  readonly isLockForAll: boolean;
}

/** What became of one start of all. */
export interface FirstStart {
  readonly processes: number;
  readonly ready: number;
  /** How the first one ended that did not become ready; empty where all did. */
  readonly failure: string;
  /** How many of them say that they migrated. */
  readonly migrators: number;
  /** Migrations that nobody has applied. */
  readonly pending: number;
  readonly tookMs: number;
}

const ofEach = ["1", "2"];

/** Starts two of each app on an empty database, at once, and ends them as soon as each is ready or has ended. */
export async function startAll(plan: FirstStartPlan): Promise<FirstStart> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(plan.folder, `${plan.name}-`));
  const databaseUrl = await createDatabase(plan);
  const redis = stack.use(await ownRedis(folder));
  const db = stack.use(openAt(databaseUrl));
  if (plan.isLockForAll) await handLockToAll(db, plan.name);
  const replicas = await createReplicas({ ...plan, folder }, databaseUrl, redis.url, stack);
  const startedMs = performance.now();
  const [outcomes] = await Promise.all([
    Promise.allSettled(replicas.map((replica) => replica.start())),
    holdLockUntil(db, replicas.length),
  ]);
  const failed = outcomes.find(({ status }) => status === "rejected");
  return {
    processes: replicas.length,
    ready: outcomes.filter(({ status }) => status === "fulfilled").length,
    failure: failed?.status === "rejected" ? String(failed.reason) : "",
    migrators: replicas.filter(hasMigrated).length,
    pending: (await listPendingMigrations(db.orm)).length,
    tookMs: performance.now() - startedMs,
  };
}

async function createDatabase({ postgres, name }: FirstStartPlan): Promise<string> {
  await using admin = openAt(postgres.url);
  await admin.sql.query(`CREATE DATABASE ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

function openAt(url: string): Db {
  const metrics = createMetrics({ app: "fleet", version: "0.0.0" });
  return openDb({ url, app: "fleet", clock: systemClock, log: silentLog, metrics, poolMax: 1 });
}

/** One after the other, so that none finds another's port. */
async function createReplicas(
  { folder, keeper }: FirstStartPlan,
  databaseUrl: string,
  redisUrl: string,
  stack: AsyncDisposableStack,
): Promise<Replica[]> {
  const site = {
    ...{ folder, keeper, databaseUrl, redisUrl, secret: newToken(systemRandom, 32) },
    ...{ appsUrl: "http://apps.test:8080", count: ofEach.length, env: {} },
    ...{ shims: new Set<never>(), nodeArgs: [] },
  };
  const replicas: Replica[] = [];
  for (const at of ofEach) {
    replicas.push(stack.use(await createWebReplica(site, `web-${at}`)));
    replicas.push(stack.use(await createWorkerReplica(site, `worker-${at}`)));
    replicas.push(stack.use(await createRelayReplica(site, `relay-${at}`, stack)));
  }
  return replicas;
}

function hasMigrated({ logFile }: Replica): boolean {
  return readFileSync(logFile, "utf8").includes('"msg":"schema.migrated"');
}
