import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { join } from "node:path";
import type { Keeper } from "../process/keeper.ts";
import { RemedyError } from "../remedy-error.ts";
import { startPostgres } from "../stores/postgres.ts";
import { startRedis } from "../stores/redis.ts";
import { type StartEnv, type StoreName, storeNames } from "./env.ts";
import type { Folders } from "./folders.ts";
import { type KeptStore, keepStore } from "./kept-store.ts";
import type { Ports } from "./ports.ts";
import type { RunProcess } from "./run-file.ts";

/** The stores of a run: those given by the environment, and those that we brought ourselves. */
export type Stores = {
  databaseUrl: string;
  redisUrl: string;
  embedded: StoreName[];
  processes(): RunProcess[];
  /** From now on an embedded store that ends by itself is started again, at the same address. */
  watch(onChange: (line: string) => void): void;
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
  const started: KeptStore[] = [];
  const stop = async () => void (await Promise.all(started.map((store) => store.stop())));
  const keep = (store: KeptStore) => {
    started.push(store);
    return store.current().url;
  };
  const common = { mode: "durable", keeper } as const;
  const database = env.given.database
    ? refuseSilent("DATABASE_URL", env.given.database, 5432)
    : keepStore(() =>
        startPostgres({
          ...common,
          dataFolder: folders.postgres,
          logFile: join(folders.logs, "postgres.log"),
          port: ports.postgres,
        }),
      ).then(keep);
  const redisPassword = randomBytes(18).toString("base64url");
  const redis = env.given.redis
    ? refuseSilent("REDIS_URL", env.given.redis, 6379)
    : keepStore(() =>
        startRedis({
          ...common,
          dataFolder: folders.redis,
          logFile: join(folders.logs, "redis.log"),
          port: ports.redis,
          toolsFolder: folders.tools,
          password: redisPassword,
        }),
      ).then(keep);
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
    processes: () =>
      started.map((store) => {
        const { name, pid, port, startedAt } = store.current();
        return { app: name.toLowerCase(), pid, port, startedAt };
      }),
    watch: (onChange) => {
      for (const store of started) store.watch(onChange);
    },
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
