import {
  checkShared,
  defineEnv,
  dnsVariable,
  type EnvSource,
  opsVariable,
  parseEnv,
  type Runtime,
  resolveRuntime,
  type SharedConfig,
  sharedConfig,
  sharedVariables,
  unknownNames,
} from "@homeport/platform";

/** Every variable that the worker reads. */
export const envSpec = defineEnv(
  { ...sharedVariables, ...dnsVariable, ...opsVariable("127.0.0.1:9102") },
  [checkShared],
);

export interface WorkerConfig extends SharedConfig {
  /** What was resolved from the configuration: the only source of stores. */
  readonly runtime: Runtime;
  /** Null: those of the system. */
  readonly dnsServers: readonly string[] | null;
}

/** Reads and guards the environment. Throws ConfigError with every problem, before anything is opened. */
export function readEnv(source: EnvSource): WorkerConfig {
  const values = parseEnv(envSpec, source);
  const config = sharedConfig(values);
  const warnings = [...config.warnings, ...unknownNames(envSpec, source)];
  const dnsServers = values.HOMEPORT_DNS_SERVERS ?? null;
  return { ...config, warnings, dnsServers, runtime: resolveRuntime(config) };
}
