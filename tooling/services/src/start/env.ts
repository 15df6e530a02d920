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

export type StartEnv = EnvValues<typeof startSpec.variables>;

/**
 * Reads what every process of the run will read, before anything is started, so that a mistake is
 * told once and at once. Throws ConfigError with all problems.
 */
export function readStartEnv(source: EnvSource): StartEnv {
  return parseEnv(startSpec, source);
}

const passedOn =
  /^(HOMEPORT_|OTEL_|DATABASE_|REDIS_URL|SSL_CERT_|NODE_EXTRA_CA_CERTS$|TZ$|LANG$|LC_|HOME$|PATH$|TMPDIR$|DO_NOT_TRACK$)/;
/** These belong to `start` alone, or are set anew for each process. */
const ownNames =
  /^HOMEPORT_(OPS_ADDR|WEB_ADDR|RELAY_ADDR|REPLICA_ID|PARENT_PID|EMBEDDED|HOME|TOKEN|URL)$/;

/** What of the caller's environment the processes of a run get to see. */
export function passedOnEnv(source: EnvSource): Record<string, string> {
  const entries = Object.entries(source).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && passedOn.test(entry[0]) && !ownNames.test(entry[0]),
  );
  return Object.fromEntries(entries);
}
