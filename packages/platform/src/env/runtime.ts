import { ConfigError } from "./config-error.ts";
import type { SharedConfig } from "./shared-config.ts";
import type { EnvProblem } from "./spec.ts";
import type { Stage } from "./stage.ts";
import type { StorageKind } from "./storage.ts";

/** A way to coordinate. A custom one is judged by what it can do, as the built-in ones are. */
export interface CoordinationPart {
  name: string;
  /** Seen by every replica, not by one process alone. */
  shared: boolean;
  /** A late writer that lost its lease is refused by the store. */
  fences: boolean;
}

export const coordinationParts: Record<SharedConfig["coordination"], CoordinationPart> = {
  postgres: { name: "postgres", shared: true, fences: true },
  memory: { name: "memory", shared: false, fences: false },
};

/** What was resolved: the only value from which stores are made, and what the coordination line says. */
export interface Runtime {
  stage: Stage;
  mode: "shared" | "single-process";
  maxReplicas: number;
  coordination: CoordinationPart;
  database: {
    kind: "external" | "embedded";
    url: string;
    /** Past a transaction-mode pooler; migrations and the feed use it. */
    directUrl: string;
    poolMax: number;
    acquireMs: number;
    pooled: boolean;
  };
  redis: { kind: "external" | "embedded"; url: string } | { kind: "memory" };
  storage: { kind: StorageKind; url: string | undefined };
}

/** The part of the configuration that a combination is judged by. */
export type RuntimeFacts = Pick<
  SharedConfig,
  "stage" | "maxReplicas" | "databaseUrl" | "redisUrl" | "embedded" | "storage"
>;

/** What stores are resolved from. */
export type RuntimeConfig = RuntimeFacts &
  Pick<
    SharedConfig,
    "coordination" | "databaseDirectUrl" | "dbPoolMax" | "dbAcquireMs" | "dbPooled"
  >;

/**
 * Checks the combination of database, Redis, storage and coordination. Pure: nothing is opened.
 * Throws ConfigError with every problem of the combination.
 */
export function resolveRuntime(
  config: RuntimeConfig,
  parts: { coordination?: CoordinationPart } = {},
): Runtime {
  const coordination = parts.coordination ?? coordinationParts[config.coordination];
  const problems = [...runtimeProblems(config, coordination)];
  if (problems.length > 0 || config.databaseUrl === undefined) throw new ConfigError(problems);
  return {
    stage: config.stage,
    mode: coordination.shared ? "shared" : "single-process",
    maxReplicas: config.maxReplicas,
    coordination,
    database: {
      kind: config.embedded.includes("database") ? "embedded" : "external",
      url: config.databaseUrl,
      directUrl: config.databaseDirectUrl ?? config.databaseUrl,
      poolMax: config.dbPoolMax,
      acquireMs: config.dbAcquireMs,
      pooled: config.dbPooled,
    },
    redis: resolveRedis(config),
    storage: { kind: config.storage?.kind ?? "local-folder", url: config.storage?.url },
  };
}

function resolveRedis(config: Pick<SharedConfig, "redisUrl" | "embedded">): Runtime["redis"] {
  if (config.redisUrl === undefined) return { kind: "memory" };
  const kind = config.embedded.includes("redis") ? "embedded" : "external";
  return { kind, url: config.redisUrl };
}

/** What is wrong with a combination, in every stage. */
export function* runtimeProblems(
  config: RuntimeFacts,
  coordination: CoordinationPart,
): Generator<EnvProblem> {
  const external = config.databaseUrl !== undefined && !config.embedded.includes("database");
  if (config.databaseUrl === undefined) {
    yield {
      name: "DATABASE_URL",
      problem: "is not set",
      remedy:
        "Run `pnpm start`, which brings its own Postgres, or set it to postgres://user:password@host:5432/database.",
    };
  }
  if (config.redisUrl === undefined && coordination.shared) {
    yield {
      name: "REDIS_URL",
      problem: "is not set",
      remedy: "Run `pnpm start`, which brings its own Redis, or set it to redis://host:6379.",
    };
  }
  if (coordination === coordinationParts.memory) {
    yield {
      name: "HOMEPORT_COORDINATION",
      problem:
        "is memory, in which no process can coordinate: leases, sessions and the feed are in Postgres",
      remedy: "Unset it: Postgres coordinates.",
    };
  } else if (external && !(coordination.shared && coordination.fences)) {
    yield {
      name: "HOMEPORT_COORDINATION",
      problem: `is ${coordination.name}, which ${weakness(coordination)}, with an external database that other replicas may share`,
      remedy: "Unset it: Postgres coordinates.",
    };
  }
  if (config.maxReplicas > 1 && !coordination.shared) {
    yield {
      name: "HOMEPORT_MAX_REPLICAS",
      problem: `is ${config.maxReplicas}, but ${coordination.name} coordination reaches one process only`,
      remedy: "Unset HOMEPORT_COORDINATION: Postgres coordinates.",
    };
  }
  yield* checkFolder(config);
}

function* checkFolder(config: RuntimeFacts): Generator<EnvProblem> {
  if (config.stage !== "prod" || (config.storage && config.storage.kind !== "local-folder")) return;
  yield {
    name: "HOMEPORT_STORAGE",
    problem: "is a folder of this machine alone, which other replicas cannot read",
    remedy:
      "Set it to s3://bucket, or to file:///folder?shared=1 when all replicas mount that folder.",
  };
}

function weakness(coordination: CoordinationPart): string {
  return coordination.shared ? "cannot fence a late writer" : "reaches one process only";
}
