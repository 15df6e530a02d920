import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  findFreePort,
  quickFolder,
  startKeeper,
  startPostgres,
  startRedis,
} from "@homeport/services";
import type { TestProject } from "vitest/node";
import type { StoreAddresses } from "./store-addresses.ts";

const toolsFolder = fileURLToPath(new URL("../../../.data/tools", import.meta.url));

/**
 * Starts one Postgres and one Redis for the whole run, in a folder of their own and without fsync. They
 * end with the run; should the runner be killed, the keeper ends them within a second.
 */
export default async function setUpStores(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(quickFolder(), "homeport-test-"));
  // Postgres runs as another user under root, which has to be able to enter.
  chmodSync(folder, 0o755);
  const keeper = startKeeper();
  const plan = { mode: "fast", keeper } as const;
  const [postgres, redis] = await Promise.all([
    startPostgres({
      ...plan,
      dataFolder: join(folder, "postgres"),
      logFile: join(folder, "postgres.log"),
      port: await findFreePort(),
    }),
    startRedis({
      ...plan,
      dataFolder: join(folder, "redis"),
      logFile: join(folder, "redis.log"),
      port: await findFreePort(),
      toolsFolder,
    }),
  ]);
  const addresses: StoreAddresses = { postgresUrl: postgres.url, redisUrl: redis.url, folder };
  project.provide("homeportStores", addresses);
  return async function tearDown() {
    await Promise.all([postgres.stop(), redis.stop()]);
    await keeper[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  };
}
