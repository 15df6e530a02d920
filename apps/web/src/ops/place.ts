import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineEnv, type EnvSource, parseEnv, sharedVariables } from "@homeport/platform";
import { z } from "zod";

const { DATABASE_URL, REDIS_URL } = sharedVariables;
const envSpec = defineEnv({ DATABASE_URL, REDIS_URL });

/** The stores of the installation that is looked at. */
export interface OpsPlace {
  readonly databaseUrl: string;
  /** Null: nothing can be said of queues. */
  readonly redisUrl: string | null;
}

const runSchema = z.object({ databaseUrl: z.string(), redisUrl: z.string() });

/** The stores that the environment names, else those of what `pnpm start` runs in this folder; null for none. Throws ConfigError. */
export function readOpsPlace(source: EnvSource, dataFolder: string): OpsPlace | null {
  const values = parseEnv(envSpec, source);
  if (values.DATABASE_URL !== undefined) {
    return { databaseUrl: values.DATABASE_URL, redisUrl: values.REDIS_URL ?? null };
  }
  try {
    return runSchema.parse(JSON.parse(readFileSync(resolve(dataFolder, "run.json"), "utf8")));
  } catch {
    return null;
  }
}
