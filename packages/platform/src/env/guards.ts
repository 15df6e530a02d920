import { effectiveReplicas } from "./replicas.ts";
import { coordinationParts, runtimeProblems } from "./runtime.ts";
import type { sharedVariables } from "./shared.ts";
import type { EnvProblem, EnvValues } from "./spec.ts";

type SharedValues = EnvValues<typeof sharedVariables>;

/**
 * What prod refuses before any I/O, and what is refused in every stage. Each problem names the
 * variable and the remedy; a value that did not parse is absent here and was reported already.
 */
export function* checkShared(values: Partial<SharedValues>): Generator<EnvProblem> {
  const stores = [...checkProdStores(values)];
  yield* stores;
  yield* checkCombination(values, new Set(stores.map((problem) => problem.name)));
  yield* checkProdSecret(values);
  yield* checkTestOnly(values);
  yield* checkRates(values);
}

/** What `resolveRuntime` would refuse, so that it stands in the same report as everything else. */
function* checkCombination(
  values: Partial<SharedValues>,
  reported: ReadonlySet<string>,
): Generator<EnvProblem> {
  const {
    HOMEPORT_STAGE: stage,
    HOMEPORT_EMBEDDED: embedded,
    HOMEPORT_COORDINATION: coordination,
  } = values;
  const others = ["DATABASE_URL", "REDIS_URL", "HOMEPORT_STORAGE"];
  if (!stage || !embedded || !coordination || !others.every((name) => name in values)) return;
  const facts = {
    stage,
    embedded,
    maxReplicas: effectiveReplicas(values.HOMEPORT_MAX_REPLICAS, values.HOMEPORT_REPLICA_CAPACITY),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    storage: values.HOMEPORT_STORAGE,
  };
  for (const problem of runtimeProblems(facts, coordinationParts[coordination])) {
    if (!reported.has(problem.name)) yield problem;
  }
}

function* checkProdStores(values: Partial<SharedValues>): Generator<EnvProblem> {
  if (values.HOMEPORT_STAGE !== "prod") return;
  const embedded = values.HOMEPORT_EMBEDDED ?? [];
  if ("DATABASE_URL" in values && (!values.DATABASE_URL || embedded.includes("database"))) {
    yield {
      name: "DATABASE_URL",
      problem: "does not name an external Postgres, and prod does not run on an embedded one",
      remedy: "Set it to postgres://user:password@host:5432/database.",
    };
  }
  if ("REDIS_URL" in values && (!values.REDIS_URL || embedded.includes("redis"))) {
    yield {
      name: "REDIS_URL",
      problem: "does not name an external Redis, and prod does not run on an embedded one",
      remedy: "Set it to redis://host:6379.",
    };
  }
  if ("HOMEPORT_STORAGE" in values && isLocalStorage(values.HOMEPORT_STORAGE)) {
    yield {
      name: "HOMEPORT_STORAGE",
      problem: "is a folder of this machine alone, which other replicas cannot read",
      remedy:
        "Set it to s3://bucket, or to file:///folder?shared=1 when all replicas mount that folder.",
    };
  }
}

function isLocalStorage(storage: SharedValues["HOMEPORT_STORAGE"]): boolean {
  return storage === undefined || storage.kind === "local-folder";
}

function* checkProdSecret(values: Partial<SharedValues>): Generator<EnvProblem> {
  if (values.HOMEPORT_STAGE !== "prod" || !("HOMEPORT_SECRET" in values)) return;
  const remedy = "Set it to the output of `openssl rand -hex 32`, the same on every replica.";
  if (values.HOMEPORT_SECRET === undefined) {
    yield { name: "HOMEPORT_SECRET", problem: "is not set, and prod never generates one", remedy };
  } else if (isPlaceholder(values.HOMEPORT_SECRET)) {
    yield { name: "HOMEPORT_SECRET", problem: "is a placeholder", remedy };
  }
}

function isPlaceholder(secret: string): boolean {
  return /^(.)\1*$/su.test(secret) || /^change/i.test(secret);
}

function* checkTestOnly(values: Partial<SharedValues>): Generator<EnvProblem> {
  const stage = values.HOMEPORT_STAGE;
  if (stage === undefined || stage === "test") return;
  if (values.HOMEPORT_TEST_CLOCK_OFFSET_MS === undefined) return;
  yield {
    name: "HOMEPORT_TEST_CLOCK_OFFSET_MS",
    problem: `is set in stage ${stage}`,
    remedy: "Unset it, or set HOMEPORT_STAGE to test.",
  };
}

/**
 * A class whose share of the burst rounds down to nothing would refuse every first request. Only
 * prod refuses to start on it: elsewhere the share is at least one.
 */
function* checkRates(values: Partial<SharedValues>): Generator<EnvProblem> {
  if (values.HOMEPORT_STAGE !== "prod") return;
  const replicas = effectiveReplicas(
    values.HOMEPORT_MAX_REPLICAS,
    values.HOMEPORT_REPLICA_CAPACITY,
  );
  for (const { name, burst } of values.HOMEPORT_RATE_LIMITS ?? []) {
    if (burst === undefined || Math.floor(burst / replicas) > 0) continue;
    yield {
      name: "HOMEPORT_RATE_LIMITS",
      problem: `gives class ${name} a burst of ${burst}, which divides to zero over ${replicas} replicas`,
      remedy: `Set ${name} to a burst of at least ${replicas}.`,
    };
  }
}
