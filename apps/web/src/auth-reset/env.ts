import { defineEnv, type EnvSource, parseEnv, sharedVariables } from "@homeport/platform";

const { DATABASE_URL, DATABASE_DIRECT_URL, HOMEPORT_WEB_URL } = sharedVariables;
const envSpec = defineEnv({ DATABASE_URL, DATABASE_DIRECT_URL, HOMEPORT_WEB_URL });

/** Where people are kept, and where the link leads. */
export interface ResetPlace {
  readonly databaseUrl: string;
  readonly webUrl: string;
}

/** The store that the environment names, or null when it names none. Throws ConfigError. */
export function readPlace(source: EnvSource): ResetPlace | null {
  const values = parseEnv(envSpec, source);
  const databaseUrl = values.DATABASE_DIRECT_URL ?? values.DATABASE_URL;
  return databaseUrl === undefined ? null : { databaseUrl, webUrl: values.HOMEPORT_WEB_URL };
}
