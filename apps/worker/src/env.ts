import {
  checkShared,
  defineEnv,
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
export const envSpec = defineEnv({ ...sharedVariables, ...opsVariable("127.0.0.1:9102") }, [
  checkShared,
]);

export interface WorkerConfig extends SharedConfig {
  /** What was resolved from the configuration: the only source of stores. */
  readonly runtime: Runtime;
}

/** Reads and guards the environment. Throws ConfigError with every problem, before anything is opened. */
export function readEnv(source: EnvSource): WorkerConfig {
  const config = sharedConfig(parseEnv(envSpec, source));
  const warnings = [...config.warnings, ...unknownNames(envSpec, source)];
  return { ...config, warnings, runtime: resolveRuntime(config) };
}
