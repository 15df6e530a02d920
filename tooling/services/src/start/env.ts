import {
  checkShared,
  defineEnv,
  type EnvSource,
  type EnvValues,
  opsVariable,
  parseEnv,
  sharedVariables,
} from "@homeport/platform";

const startSpec = defineEnv({ ...sharedVariables, ...opsVariable("127.0.0.1:0") }, [checkShared]);

export const storeNames = ["database", "redis"] as const;
export type StoreName = (typeof storeNames)[number];

/** What a run reads from its caller: every shared variable, and the stores that are given to it. */
export type StartEnv = EnvValues<typeof startSpec.variables> & {
  given: Record<StoreName, string | undefined>;
};

/** Stand for stores that are not there yet, so that one parse can judge everything else. */
const placeholders = {
  database: { name: "DATABASE_URL", url: "postgres://127.0.0.1/homeport" },
  redis: { name: "REDIS_URL", url: "redis://127.0.0.1" },
} as const;

/**
 * Reads what every process of the run will read, before anything is started, so that a mistake is
 * told once and at once. Throws ConfigError with all problems; in prod, a missing store is one.
 */
export function readStartEnv(source: EnvSource): StartEnv {
  const brought = storeNames.filter((store) => {
    const { name } = placeholders[store];
    return !source[name]?.trim() && !source[`${name}_FILE`]?.trim();
  });
  const completed = Object.fromEntries(
    brought.map((store) => [placeholders[store].name, placeholders[store].url]),
  );
  const embedded = brought.length > 0 ? { HOMEPORT_EMBEDDED: brought.join(",") } : {};
  const values = parseEnv(startSpec, { ...source, ...completed, ...embedded });
  return {
    ...values,
    given: {
      database: brought.includes("database") ? undefined : values.DATABASE_URL,
      redis: brought.includes("redis") ? undefined : values.REDIS_URL,
    },
  };
}

const passedOn =
  /^(HOMEPORT_|OTEL_|DATABASE_|SSL_CERT_|NODE_EXTRA_CA_CERTS$|TZ$|LANG$|LC_|HOME$|PATH$|TMPDIR$|DO_NOT_TRACK$)/;
/** These belong to `start` alone, or are set anew for each process. */
const ownNames =
  /^(HOMEPORT_(OPS_ADDR|WEB_ADDR|RELAY_ADDR|REPLICA_ID|PARENT_PID|EMBEDDED|HOME|TOKEN|URL)|DATABASE_URL(_FILE)?)$/;

/** What of the caller's environment the processes of a run get to see. */
export function passedOnEnv(source: EnvSource): Record<string, string> {
  const entries = Object.entries(source).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && passedOn.test(entry[0]) && !ownNames.test(entry[0]),
  );
  return Object.fromEntries(entries);
}
