import { z } from "zod";
import { rateOverridesSchema } from "./rate-overrides.ts";
import {
  booleanSchema,
  dnsServersSchema,
  listenAddressSchema,
  originSchema,
  replicaCountSchema,
  storeUrl,
  trustedProxiesSchema,
  wholeNumber,
} from "./schemas.ts";
import type { EnvVariables } from "./spec.ts";
import { stageSchema } from "./stage.ts";
import { storageSchema } from "./storage.ts";

const loopbackUnlessProd = { dev: "loopback", test: "loopback", prod: "none" };

/** What every long-running process reads, whichever app it is. */
const processVariables = {
  HOMEPORT_STAGE: {
    schema: stageSchema,
    describe: "dev, test or prod, in any case.",
    default: "dev",
    remedy: "Set it to dev, test or prod, or unset it for dev.",
    group: "Process",
  },
  HOMEPORT_REPLICA_ID: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,100}$/, "is not 1 to 100 letters, digits, dots, hyphens or _")
      .optional(),
    describe: "Name of this replica in the registry and in logs; unique among live replicas.",
    defaultText: "host name, port and 4 random characters",
    group: "Process",
  },
  HOMEPORT_LOG_LEVEL: {
    schema: z.enum(["fatal", "error", "warn", "info", "debug", "trace"], "is no log level"),
    describe: "Least severe level that is logged.",
    default: "info",
    remedy: "Set it to fatal, error, warn, info, debug or trace.",
    group: "Process",
  },
  HOMEPORT_LOG_FORMAT: {
    schema: z.enum(["json", "text"], "is neither json nor text").optional(),
    describe: "Form of the log lines: json, or text for people.",
    defaultText: "json; text on a terminal in dev",
    group: "Process",
  },
  HOMEPORT_DRAIN_DELAY_MS: {
    schema: wholeNumber(0, 600_000),
    describe: "How long a stopping process keeps serving while balancers notice, in ms.",
    default: { dev: "1000", test: "1000", prod: "5000" },
    group: "Process",
  },
  HOMEPORT_DRAIN_DEADLINE_MS: {
    schema: wholeNumber(0, 600_000),
    describe: "How long a stopping process lets running work finish after the delay, in ms.",
    default: "20000",
    group: "Process",
  },
  HOMEPORT_PARENT_PID: {
    schema: wholeNumber(1, 2 ** 31).optional(),
    describe: "Set by `pnpm start`: the process drains when the one with this id is gone.",
    group: "Process",
  },
  HOMEPORT_TEST_CLOCK_OFFSET_MS: {
    schema: z
      .string()
      .regex(/^-?[0-9]{1,12}$/, "is not a whole number of ms")
      .transform(Number)
      .optional(),
    describe: "Moves the wall clock of this process, in ms; test stage only.",
    group: "Process",
  },
} as const satisfies EnvVariables;

/** Public addresses and what stands in front of them. */
const addressVariables = {
  HOMEPORT_WEB_URL: {
    schema: originSchema,
    describe: "Public address of the console.",
    default: "http://localhost:3000",
    group: "Addresses",
  },
  HOMEPORT_APPS_URL: {
    schema: originSchema,
    describe: "Apps answer at one-label subdomains of this host.",
    default: "http://localhost:8080",
    group: "Addresses",
  },
  HOMEPORT_TRUSTED_PROXIES: {
    schema: trustedProxiesSchema,
    describe:
      "Addresses and networks whose X-Forwarded headers count, comma-separated; `loopback` and `none` are words.",
    default: loopbackUnlessProd,
    group: "Addresses",
  },
} as const satisfies EnvVariables;

/** Stores, and how many replicas share them. */
const storeVariables = {
  DATABASE_URL: {
    schema: storeUrl(["postgres", "postgresql"]).optional(),
    describe: "Postgres.",
    defaultText: "embedded, in dev and test",
    remedy: "Set it to postgres://user:password@host:5432/database.",
    secret: true,
    group: "Stores",
  },
  DATABASE_DIRECT_URL: {
    schema: storeUrl(["postgres", "postgresql"]).optional(),
    describe: "Postgres past a transaction-mode pooler; migrations run through it.",
    defaultText: "`DATABASE_URL`",
    remedy: "Set it to postgres://user:password@host:5432/database, or unset it.",
    secret: true,
    group: "Stores",
  },
  HOMEPORT_DB_POOL_MAX: {
    schema: wholeNumber(1, 200),
    describe: "Most Postgres connections of one process, beside the feed's own.",
    default: "20",
    group: "Stores",
  },
  HOMEPORT_DB_ACQUIRE_MS: {
    schema: wholeNumber(100, 60_000),
    describe: "How long a statement waits for a free connection before STORE_BUSY, in ms.",
    default: "10000",
    group: "Stores",
  },
  HOMEPORT_DB_POOLED: {
    schema: booleanSchema,
    describe: "`DATABASE_URL` leads to a pooler in transaction mode.",
    default: "false",
    group: "Stores",
  },
  HOMEPORT_MIGRATE: {
    schema: z.enum(["auto", "wait", "off"], "is not auto, wait or off"),
    describe:
      "What a start does about migrations that the database lacks: `auto` applies them; `wait` gives another process 60 s to; `off` gives none. Where they are still lacking it exits with 75.",
    default: "auto",
    remedy: "Set it to auto, wait or off, or unset it.",
    group: "Stores",
  },
  REDIS_URL: {
    schema: storeUrl(["redis", "rediss"]).optional(),
    describe: "Redis.",
    defaultText: "embedded, in dev and test",
    remedy: "Set it to redis://host:6379.",
    secret: true,
    group: "Stores",
  },
  HOMEPORT_EMBEDDED: {
    schema: z
      .string()
      .regex(/^(database|redis)(,(database|redis))?$/, "is not a list of database and redis")
      .transform((text) => text.split(","))
      .default([]),
    describe: "Set by `pnpm start`: which of the stores it started itself.",
    group: "Stores",
  },
  HOMEPORT_STORAGE: {
    schema: storageSchema.optional(),
    describe:
      "Blobs: file:///folder (`?shared=1` declares a folder that all replicas share) or s3://bucket/prefix (`?endpoint=&region=&pathStyle=1`; its keys are in the usual `AWS_*` variables).",
    defaultText: "a folder under `.data`",
    remedy:
      "Set it to s3://bucket, or to file:///folder?shared=1 when all replicas mount that folder.",
    group: "Stores",
  },
  HOMEPORT_COORDINATION: {
    schema: z.enum(["postgres", "memory"], "is neither postgres nor memory"),
    describe: "Where replicas coordinate; memory is refused in every stage.",
    default: "postgres",
    remedy: "Unset it: Postgres coordinates.",
    group: "Stores",
  },
} as const satisfies EnvVariables;

/** Secrets and the size of the fleet. */
const fleetVariables = {
  HOMEPORT_SECRET: {
    schema: z.string().min(32, "is shorter than 32 characters").optional(),
    describe:
      "Root secret, at least 32 characters; every key is derived from it. Equal on all replicas.",
    defaultText: "generated and kept in `.data/secret`, in dev and test",
    remedy: "Set it to the output of `openssl rand -hex 32`, the same on every replica.",
    secret: true,
    group: "Fleet",
  },
  HOMEPORT_SECRET_PREVIOUS: {
    schema: z.string().min(32, "is shorter than 32 characters").optional(),
    describe: "The other secret of a rotation: verifies and opens, never signs or seals.",
    remedy: "Set it to the secret that was in use before, or unset it.",
    secret: true,
    group: "Fleet",
  },
  HOMEPORT_MAX_REPLICAS: {
    schema: replicaCountSchema.optional(),
    describe:
      "Most replicas of this app; limits are divided by it. The larger of it and the capacity counts.",
    defaultText: "1",
    remedy: "Set it to a whole number such as 3, or unset it.",
    group: "Fleet",
  },
  HOMEPORT_REPLICA_CAPACITY: {
    schema: replicaCountSchema.optional(),
    describe: "Most replicas of this app that the deployment's scaler may run.",
    defaultText: "1",
    remedy: "Set it to a whole number such as 3, or unset it.",
    group: "Fleet",
  },
  HOMEPORT_RATE_LIMITS: {
    schema: rateOverridesSchema.default([]),
    describe: "Replaces rate classes: class=count/s|m|h[+burst], comma-separated.",
    defaultText: "the built-in classes",
    group: "Fleet",
  },
} as const satisfies EnvVariables;

/** Every shared variable; an app spreads this into its own spec and adds what is its own. */
export const sharedVariables = {
  ...processVariables,
  ...addressVariables,
  ...storeVariables,
  ...fleetVariables,
} as const satisfies EnvVariables;

/** The ops listener's variable; each app has its own default port. */
export function opsVariable(defaultAddress: string) {
  return {
    HOMEPORT_OPS_ADDR: {
      schema: listenAddressSchema,
      describe: "Listener of /healthz, /readyz and /metrics. It has no sign-in: keep it inside.",
      default: defaultAddress,
      group: "Process",
    },
  } as const satisfies EnvVariables;
}

/** How AVIF renditions are made: part of their recipe, so web, which says what is of an older one, knows it too. */
export const avifVariable = {
  HOMEPORT_GALLERY_AVIF_EFFORT: {
    schema: wholeNumber(0, 3),
    describe:
      "Effort of AVIF renditions, 0 to 3, alike for web and worker; each step up makes them smaller and takes a multiple of the time.",
    default: "0",
    remedy: "Set it to 0, 1, 2 or 3: more takes a minute a photo.",
    group: "Gallery",
  },
} as const satisfies EnvVariables;

/** Whom those processes ask that look at other people's DNS. */
export const dnsVariable = {
  HOMEPORT_DNS_SERVERS: {
    schema: dnsServersSchema.optional(),
    describe: "Name servers that are asked for the records of custom hostnames, comma-separated.",
    defaultText: "those of the system",
    remedy: "Set it to addresses such as 192.0.2.53 or 192.0.2.53:5353, or unset it.",
    group: "Addresses",
  },
} as const satisfies EnvVariables;
