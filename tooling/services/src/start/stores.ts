import { connect } from "node:net";
import { join } from "node:path";
import type { Keeper } from "../process/keeper.ts";
import { RemedyError } from "../remedy-error.ts";
import { type RunningStore, startPostgres } from "../stores/postgres.ts";
import { startRedis } from "../stores/redis.ts";
import { type StartEnv, type StoreName, storeNames } from "./env.ts";
import type { Folders } from "./folders.ts";
import type { Ports } from "./ports.ts";
import type { RunProcess } from "./run-file.ts";

/** The stores of a run: those given by the environment, and those that we brought ourselves. */
export type Stores = {
  databaseUrl: string;
  redisUrl: string;
  embedded: StoreName[];
  processes: RunProcess[];
  stop(): Promise<void>;
};

/**
 * Starts what the environment does not give. Throws RemedyError when an embedded store does not
 * start, or nothing listens where a given address points.
 */
export async function openStores(plan: {
  env: StartEnv;
  folders: Folders;
  ports: Ports;
  keeper: Keeper;
}): Promise<Stores> {
  const { env, folders, ports, keeper } = plan;
  const started: RunningStore[] = [];
  const stop = async () => void (await Promise.all(started.map((store) => store.stop())));
  const keepStore = (store: RunningStore) => {
    started.push(store);
    return store.url;
  };
  const common = { mode: "durable", keeper } as const;
  const database = env.given.database
    ? refuseSilent("DATABASE_URL", env.given.database, 5432)
    : startPostgres({
        ...common,
        dataFolder: folders.postgres,
        logFile: join(folders.logs, "postgres.log"),
        port: ports.postgres,
      }).then(keepStore);
  const redis = env.given.redis
    ? refuseSilent("REDIS_URL", env.given.redis, 6379)
    : startRedis({
        ...common,
        dataFolder: folders.redis,
        logFile: join(folders.logs, "redis.log"),
        port: ports.redis,
        toolsFolder: folders.tools,
      }).then(keepStore);
  // Both are awaited to their end, so that a store which did start is ended when its peer did not.
  const [databaseUrl, redisUrl] = await Promise.allSettled([database, redis]);
  if (databaseUrl.status === "rejected" || redisUrl.status === "rejected") {
    await stop();
    throw [databaseUrl, redisUrl].find((result) => result.status === "rejected")?.reason;
  }
  return {
    databaseUrl: databaseUrl.value,
    redisUrl: redisUrl.value,
    embedded: storeNames.filter((name) => env.given[name] === undefined),
    processes: started.map(({ name, pid, port, startedAt }) => ({
      app: name.toLowerCase(),
      pid,
      port,
      startedAt,
    })),
    stop,
  };
}

/** A wrong address is told now, by name, and not a minute later by three processes at once. */
async function refuseSilent(name: string, address: string, usualPort: number): Promise<string> {
  const url = new URL(address);
  const port = url.port ? Number(url.port) : usualPort;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (await isListening(host, port)) return address;
  throw new RemedyError(
    `${name} points to ${url.hostname}:${port}, where nothing answers.`,
    `Start that server or correct ${name}; without it Homeport brings its own.`,
  );
}

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 5_000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => finish(true));
    socket.once("timeout", () => finish(false));
    socket.once("error", () => finish(false));
  });
}
