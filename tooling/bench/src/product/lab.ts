import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "@homeport/db";
import { openSeeder, type Seeder } from "@homeport/fleet";
import { newToken, silentLog, systemRandom } from "@homeport/platform";
import { findFreePort, startPostgres, startRedis } from "@homeport/services";
import { openFolder } from "../own-folder.ts";
import type { Stage } from "../stage.ts";

const toolsFolder = fileURLToPath(new URL("../../../../.data/tools", import.meta.url));

/** Real stores in a temporary folder, with one organization, for relays and agents of the bench. */
export interface Lab {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly secret: string;
  readonly seeder: Seeder;
}

/** Brings the stores up; the stack ends them and removes the folder. */
export async function openLab({ stack, keeper }: Pick<Stage, "stack" | "keeper">): Promise<Lab> {
  const folder = openFolder(stack);
  const plan = { mode: "durable", keeper } as const;
  const postgres = await startPostgres({
    ...plan,
    dataFolder: join(folder, "postgres"),
    logFile: join(folder, "postgres.log"),
    port: await findFreePort(),
  });
  stack.defer(() => postgres.stop());
  const redis = await startRedis({
    ...plan,
    dataFolder: join(folder, "redis"),
    logFile: join(folder, "redis.log"),
    port: await findFreePort(),
    toolsFolder,
  });
  stack.defer(() => redis.stop());
  await migrate({ url: postgres.url, log: silentLog });
  const secret = newToken(systemRandom, 32);
  const stores = { databaseUrl: postgres.url, redisUrl: redis.url, secret };
  return { folder, ...stores, seeder: await openSeeder(stores, stack) };
}
