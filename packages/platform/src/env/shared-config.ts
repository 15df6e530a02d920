import type { TrustedProxies } from "../client-address.ts";
import type { LogFormat, LogLevel } from "../log/create-log.ts";
import type { RateOverride } from "./rate-overrides.ts";
import { effectiveReplicas } from "./replicas.ts";
import type { ListenAddress } from "./schemas.ts";
import type { opsVariable, sharedVariables } from "./shared.ts";
import type { EnvValues } from "./spec.ts";
import type { Stage } from "./stage.ts";
import type { StorageAddress } from "./storage.ts";

/** The shared variables under the names that the code uses. */
export interface SharedConfig {
  stage: Stage;
  replicaId: string | undefined;
  logLevel: LogLevel;
  logFormat: LogFormat | undefined;
  drainDelayMs: number;
  drainDeadlineMs: number;
  parentPid: number | undefined;
  clockOffsetMs: number;
  opsAddress: ListenAddress;
  webUrl: string;
  appsUrl: string;
  trustedProxies: TrustedProxies;
  databaseUrl: string | undefined;
  databaseDirectUrl: string | undefined;
  dbPoolMax: number;
  dbAcquireMs: number;
  dbPooled: boolean;
  /** What a start does about migrations that the database lacks. */
  migrate: "auto" | "wait" | "off";
  redisUrl: string | undefined;
  embedded: readonly string[];
  storage: StorageAddress | undefined;
  coordination: "postgres" | "memory";
  secret: string | undefined;
  secretPrevious: string | undefined;
  maxReplicas: number;
  rateOverrides: readonly RateOverride[];
  /** Sentences for the log at start: nothing is refused for them. */
  warnings: readonly string[];
}

type Values = EnvValues<typeof sharedVariables & ReturnType<typeof opsVariable>>;

/** Names and combines what `sharedVariables` and `opsVariable` read. */
export function sharedConfig(values: Values): SharedConfig {
  return {
    stage: values.HOMEPORT_STAGE,
    replicaId: values.HOMEPORT_REPLICA_ID,
    logLevel: values.HOMEPORT_LOG_LEVEL,
    logFormat: values.HOMEPORT_LOG_FORMAT,
    drainDelayMs: values.HOMEPORT_DRAIN_DELAY_MS,
    drainDeadlineMs: values.HOMEPORT_DRAIN_DEADLINE_MS,
    parentPid: values.HOMEPORT_PARENT_PID,
    clockOffsetMs: values.HOMEPORT_TEST_CLOCK_OFFSET_MS ?? 0,
    opsAddress: values.HOMEPORT_OPS_ADDR,
    webUrl: values.HOMEPORT_WEB_URL,
    appsUrl: values.HOMEPORT_APPS_URL,
    trustedProxies: values.HOMEPORT_TRUSTED_PROXIES,
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL,
    dbPoolMax: values.HOMEPORT_DB_POOL_MAX,
    dbAcquireMs: values.HOMEPORT_DB_ACQUIRE_MS,
    dbPooled: values.HOMEPORT_DB_POOLED,
    migrate: values.HOMEPORT_MIGRATE,
    redisUrl: values.REDIS_URL,
    embedded: values.HOMEPORT_EMBEDDED,
    storage: values.HOMEPORT_STORAGE,
    coordination: values.HOMEPORT_COORDINATION,
    secret: values.HOMEPORT_SECRET,
    secretPrevious: values.HOMEPORT_SECRET_PREVIOUS,
    maxReplicas: effectiveReplicas(values.HOMEPORT_MAX_REPLICAS, values.HOMEPORT_REPLICA_CAPACITY),
    rateOverrides: values.HOMEPORT_RATE_LIMITS,
    warnings: [...warnRaisedReplicas(values), ...warnPlainUrls(values)],
  };
}

function warnRaisedReplicas(values: Values): string[] {
  const override = values.HOMEPORT_MAX_REPLICAS;
  const capacity = values.HOMEPORT_REPLICA_CAPACITY;
  if (override === undefined || capacity === undefined || override >= capacity) return [];
  return [
    `HOMEPORT_MAX_REPLICAS is ${override}, but the scaler may run ${capacity} replicas; ${capacity} counts.`,
  ];
}

function warnPlainUrls(values: Values): string[] {
  if (values.HOMEPORT_STAGE !== "prod") return [];
  return (["HOMEPORT_WEB_URL", "HOMEPORT_APPS_URL"] as const)
    .filter((name) => !values[name].startsWith("https:"))
    .map((name) => `${name} is not https: cookies travel in clear.`);
}
