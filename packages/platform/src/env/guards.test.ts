import { expect, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { checkShared } from "./guards.ts";
import { parseEnv } from "./parse.ts";
import { type CoordinationPart, resolveRuntime } from "./runtime.ts";
import { opsVariable, sharedVariables } from "./shared.ts";
import { sharedConfig } from "./shared-config.ts";
import { defineEnv, type EnvSource } from "./spec.ts";

const spec = defineEnv({ ...sharedVariables, ...opsVariable("127.0.0.1:9101") }, [checkShared]);

const dev = {
  DATABASE_URL: "postgres://u:p@127.0.0.1:54320/homeport",
  REDIS_URL: "redis://127.0.0.1:63790",
  HOMEPORT_EMBEDDED: "database,redis",
};

const prod = {
  HOMEPORT_STAGE: "prod",
  HOMEPORT_WEB_URL: "https://home.example.org",
  HOMEPORT_APPS_URL: "https://apps.example.org",
  DATABASE_URL: "postgres://u:p@db.example.org/homeport",
  REDIS_URL: "redis://redis.example.org",
  HOMEPORT_STORAGE: "s3://homeport",
  HOMEPORT_SECRET: "9f86d081884c7d659a2feaa0c55ad015",
};

function configure(source: EnvSource) {
  return sharedConfig(parseEnv(spec, source));
}

function lines(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

test("a complete prod configuration passes", () => {
  expect(resolveRuntime(configure(prod))).toMatchObject({
    mode: "shared",
    maxReplicas: 1,
    database: { kind: "external", poolMax: 20, acquireMs: 10_000, pooled: false },
    redis: { kind: "external", url: "redis://redis.example.org" },
    storage: { kind: "s3", url: "s3://homeport" },
  });
});

test("what `start` sets passes in dev, and is said to be embedded", () => {
  expect(resolveRuntime(configure(dev))).toMatchObject({
    stage: "dev",
    mode: "shared",
    database: { kind: "embedded" },
    redis: { kind: "embedded" },
    storage: { kind: "local-folder", url: undefined },
  });
});

test.each<[what: string, change: EnvSource, names: string[]]>([
  ["stage prd", { HOMEPORT_STAGE: "prd" }, ["HOMEPORT_STAGE"]],
  ["stage production", { HOMEPORT_STAGE: "production" }, ["HOMEPORT_STAGE"]],
  ["stage prod with a look-alike letter", { HOMEPORT_STAGE: "рrod" }, ["HOMEPORT_STAGE"]],
  [
    "stage with a letter that lower-cases into one",
    { HOMEPORT_STAGE: "DEV\u212a" },
    ["HOMEPORT_STAGE"],
  ],
  ["2.5 replicas", { HOMEPORT_MAX_REPLICAS: "2.5" }, ["HOMEPORT_MAX_REPLICAS"]],
  ["0 replicas", { HOMEPORT_MAX_REPLICAS: "0" }, ["HOMEPORT_MAX_REPLICAS"]],
  ["1e3 replicas", { HOMEPORT_MAX_REPLICAS: "1e3" }, ["HOMEPORT_MAX_REPLICAS"]],
  ["+4 replicas", { HOMEPORT_MAX_REPLICAS: "+4" }, ["HOMEPORT_MAX_REPLICAS"]],
  ["0x4 replicas", { HOMEPORT_MAX_REPLICAS: "0x4" }, ["HOMEPORT_MAX_REPLICAS"]],
  ["04 replicas", { HOMEPORT_MAX_REPLICAS: "04" }, ["HOMEPORT_MAX_REPLICAS"]],
  ["1001 replicas", { HOMEPORT_MAX_REPLICAS: "1001" }, ["HOMEPORT_MAX_REPLICAS"]],
  ["a capacity of many", { HOMEPORT_REPLICA_CAPACITY: "many" }, ["HOMEPORT_REPLICA_CAPACITY"]],
  ["no database", { DATABASE_URL: "" }, ["DATABASE_URL"]],
  ["an embedded database", { HOMEPORT_EMBEDDED: "database" }, ["DATABASE_URL"]],
  ["no Redis", { REDIS_URL: "" }, ["REDIS_URL"]],
  ["an embedded Redis", { HOMEPORT_EMBEDDED: "redis" }, ["REDIS_URL"]],
  ["a database of another kind", { DATABASE_URL: "mysql://u:p@db/x" }, ["DATABASE_URL"]],
  ["no storage", { HOMEPORT_STORAGE: "" }, ["HOMEPORT_STORAGE"]],
  ["a folder that is not shared", { HOMEPORT_STORAGE: "file:///data" }, ["HOMEPORT_STORAGE"]],
  ["no secret", { HOMEPORT_SECRET: "" }, ["HOMEPORT_SECRET"]],
  ["a short secret", { HOMEPORT_SECRET: "9f86d081884c7d659a2feaa0c55ad01" }, ["HOMEPORT_SECRET"]],
  ["a secret of one character", { HOMEPORT_SECRET: "x".repeat(40) }, ["HOMEPORT_SECRET"]],
  [
    "a secret to be changed",
    { HOMEPORT_SECRET: "ChangeMe-ChangeMe-ChangeMe-ChangeMe" },
    ["HOMEPORT_SECRET"],
  ],
  ["coordination in memory", { HOMEPORT_COORDINATION: "memory" }, ["HOMEPORT_COORDINATION"]],
  [
    "a burst that divides to zero",
    { HOMEPORT_RATE_LIMITS: "api=60/m+5", HOMEPORT_REPLICA_CAPACITY: "6" },
    ["HOMEPORT_RATE_LIMITS"],
  ],
  ["a burst of nothing", { HOMEPORT_RATE_LIMITS: "api=60/m+0" }, ["HOMEPORT_RATE_LIMITS"]],
  ["a rate of no form", { HOMEPORT_RATE_LIMITS: "api=lots" }, ["HOMEPORT_RATE_LIMITS"]],
  [
    "a clock that is moved",
    { HOMEPORT_TEST_CLOCK_OFFSET_MS: "5" },
    ["HOMEPORT_TEST_CLOCK_OFFSET_MS"],
  ],
  ["a proxy by name", { HOMEPORT_TRUSTED_PROXIES: "proxy.local" }, ["HOMEPORT_TRUSTED_PROXIES"]],
  [
    "several at once",
    { HOMEPORT_SECRET: "", REDIS_URL: "", HOMEPORT_MAX_REPLICAS: "0" },
    ["HOMEPORT_MAX_REPLICAS", "REDIS_URL", "HOMEPORT_SECRET"],
  ],
])("prod refuses %s, naming variable and remedy", (_what, change, names) => {
  const report = lines(() => configure({ ...prod, ...change }));
  expect(report.map((line) => line.split(":")[0])).toEqual(names);
  for (const line of report) expect(line).toMatch(/^[A-Z_]+: [^.]+(?:\.[^ .]+)*\. \S.*\.$/);
});

test.each<[what: string, source: EnvSource, names: string[]]>([
  ["no database", { REDIS_URL: dev.REDIS_URL }, ["DATABASE_URL"]],
  ["no Redis", { DATABASE_URL: dev.DATABASE_URL, HOMEPORT_EMBEDDED: "database" }, ["REDIS_URL"]],
  [
    "memory with an external database",
    { ...dev, HOMEPORT_EMBEDDED: "redis", HOMEPORT_COORDINATION: "memory" },
    ["HOMEPORT_COORDINATION"],
  ],
  ["a burst of nothing", { ...dev, HOMEPORT_RATE_LIMITS: "api=60/m+0" }, ["HOMEPORT_RATE_LIMITS"]],
  [
    "memory with stores of its own",
    { ...dev, HOMEPORT_COORDINATION: "memory" },
    ["HOMEPORT_COORDINATION"],
  ],
  [
    "memory with several replicas",
    { ...dev, HOMEPORT_COORDINATION: "memory", HOMEPORT_MAX_REPLICAS: "2" },
    ["HOMEPORT_COORDINATION", "HOMEPORT_MAX_REPLICAS"],
  ],
])("every stage refuses %s", (_what, source, names) => {
  for (const stage of ["dev", "test"]) {
    const report = lines(() => configure({ ...source, HOMEPORT_STAGE: stage }));
    expect(report.map((line) => line.split(":")[0])).toEqual(names);
  }
});

test.each<[what: string, part: CoordinationPart]>([
  ["reaches one process only", { name: "custom", shared: false, fences: true }],
  ["cannot fence a late writer", { name: "custom", shared: true, fences: false }],
])("a custom coordination that %s is refused with an external database", (_what, coordination) => {
  expect(lines(() => resolveRuntime(configure(prod), { coordination }))).toEqual([
    expect.stringMatching(/^HOMEPORT_COORDINATION: is custom, which /),
  ]);
});

test("a store cannot be resolved around the checks", () => {
  const config = { ...configure(dev), databaseUrl: undefined };
  expect(lines(() => resolveRuntime(config))).toEqual([
    expect.stringMatching(/^DATABASE_URL: is not set/),
  ]);
});

test.each([
  [undefined, undefined, 1],
  ["3", undefined, 3],
  [undefined, "4", 4],
  ["6", "4", 6],
  ["2", "4", 4],
])(
  "an override of %s and a capacity of %s count as %i replicas",
  (override, capacity, expected) => {
    const config = configure({
      ...dev,
      HOMEPORT_MAX_REPLICAS: override,
      HOMEPORT_REPLICA_CAPACITY: capacity,
    });
    expect(config.maxReplicas).toBe(expected);
  },
);

test("an override below the capacity is raised with a warning", () => {
  const config = configure({ ...dev, HOMEPORT_MAX_REPLICAS: "2", HOMEPORT_REPLICA_CAPACITY: "4" });
  expect(config.warnings).toEqual([
    "HOMEPORT_MAX_REPLICAS is 2, but the scaler may run 4 replicas; 4 counts.",
  ]);
});

test("plain http in prod is a warning", () => {
  const config = configure({ ...prod, HOMEPORT_WEB_URL: "http://home.example.org" });
  expect(config.warnings).toEqual(["HOMEPORT_WEB_URL is not https: cookies travel in clear."]);
});

test.each([6, 64])("prod with %i replicas starts on defaults", (replicas) => {
  expect(configure({ ...prod, HOMEPORT_MAX_REPLICAS: String(replicas) }).maxReplicas).toBe(
    replicas,
  );
});

test("rate overrides are read in their units", () => {
  const config = configure({
    ...prod,
    HOMEPORT_RATE_LIMITS: "api=60/m+100, upload=2/s, hook=3600/h",
  });
  expect(config.rateOverrides).toEqual([
    { name: "api", perSecond: 1, burst: 100 },
    { name: "upload", perSecond: 2 },
    { name: "hook", perSecond: 1 },
  ]);
});

test("proxies are loopback in dev and test, and nobody in prod", () => {
  expect(configure(dev).trustedProxies).toHaveLength(2);
  expect(configure(prod).trustedProxies).toEqual([]);
});
