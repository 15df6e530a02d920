import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  defineEnv,
  deriveKeys,
  type EnvSource,
  type EnvValues,
  type Keys,
  parseEnv,
  sharedVariables,
} from "@homeport/platform";
import { z } from "zod";

const { DATABASE_URL, DATABASE_DIRECT_URL, REDIS_URL } = sharedVariables;
const { HOMEPORT_SECRET, HOMEPORT_SECRET_PREVIOUS } = sharedVariables;
const variables = {
  ...{ DATABASE_URL, DATABASE_DIRECT_URL, REDIS_URL },
  ...{ HOMEPORT_SECRET, HOMEPORT_SECRET_PREVIOUS },
};
const envSpec = defineEnv(variables);

/** The installation that is looked at: its stores, and the secret of its replicas. */
export interface OpsPlace {
  /** Past a pooler. */
  readonly databaseUrl: string;
  /** Null: nothing can be said of queues. */
  readonly redisUrl: string | null;
  /** The stores as the environment would have named them, where it did not. */
  readonly named: EnvSource;
  /** Null: nothing can be said of what is sealed. */
  readonly keys: Keys | null;
}

const runSchema = z.object({ databaseUrl: z.string(), redisUrl: z.string() });

/**
 * What the environment names, else what `pnpm start` runs in this folder; null where neither names a database. Throws
 * ConfigError.
 */
export function readOpsPlace(source: EnvSource, dataFolder: string): OpsPlace | null {
  const values = parseEnv(envSpec, source);
  const keys = readKeys(values, dataFolder);
  const databaseUrl = values.DATABASE_DIRECT_URL ?? values.DATABASE_URL;
  if (databaseUrl !== undefined) {
    return { databaseUrl, redisUrl: values.REDIS_URL ?? null, named: {}, keys };
  }
  const run = readText(resolve(dataFolder, "run.json"));
  if (run === null) return null;
  const stores = runSchema.safeParse(parseJson(run));
  if (!stores.success) return null;
  const { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL } = stores.data;
  return { ...stores.data, named: { DATABASE_URL, REDIS_URL }, keys };
}

function readKeys(values: EnvValues<typeof variables>, dataFolder: string): Keys | null {
  const generated = readText(resolve(dataFolder, "secret"))?.trim();
  const secret = values.HOMEPORT_SECRET ?? generated;
  return secret === undefined ? null : deriveKeys(secret, values.HOMEPORT_SECRET_PREVIOUS);
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
