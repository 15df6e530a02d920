import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { bytea, instant, xid8 } from "./columns.ts";

/** Time-bounded ownership by name. Triggers refuse DELETE, TRUNCATE and a falling fence token. */
export const leases = pgTable(
  "leases",
  {
    name: text("name").primaryKey(),
    leaseHolder: text("lease_holder"),
    fenceToken: bigint("fence_token", { mode: "bigint" }).notNull().default(sql`0`),
    acquiredAt: instant("acquired_at"),
    renewedAt: instant("renewed_at"),
    leaseUntil: instant("lease_until").notNull().default(sql`'-infinity'`),
    lastDoneAt: instant("last_done_at"),
  },
  // A change of a column of a unique index conflicts with FOR KEY SHARE, any other change does not:
  // so taking a lease waits for fenced writes, and renewing passes them.
  (table) => [unique("leases_name_fence").on(table.name, table.fenceToken)],
);

/** Sign-ins by key. Only the digest of the token is stored. */
export const keySessions = pgTable(
  "key_sessions",
  {
    realm: text("realm").notNull(),
    tokenDigest: bytea("token_digest").notNull(),
    principal: text("principal").notNull(),
    subject: jsonb("subject").notNull(),
    issuedAt: instant("issued_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    address: text("address"),
  },
  (table) => [
    primaryKey({ name: "key_sessions_pkey", columns: [table.realm, table.tokenDigest] }),
    index("key_sessions_principal").on(table.realm, table.principal),
    index("key_sessions_expires_at").on(table.expiresAt),
    check("key_sessions_token_digest", sql`octet_length(${table.tokenDigest}) = 32`),
  ],
);

/** One-time questions, stored by digest and answered by one UPDATE. */
export const challenges = pgTable(
  "challenges",
  {
    realm: text("realm").notNull(),
    challengeDigest: bytea("challenge_digest").notNull(),
    principal: text("principal").notNull(),
    payload: jsonb("payload").notNull(),
    issuedAt: instant("issued_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    consumedAt: instant("consumed_at"),
  },
  (table) => [
    primaryKey({ name: "challenges_pkey", columns: [table.realm, table.challengeDigest] }),
    index("challenges_outstanding")
      .on(table.realm, table.principal)
      .where(sql`${table.consumedAt} is null`),
    index("challenges_expires_at").on(table.expiresAt),
  ],
);

/** The change log that every process tails: what caches and snapshots depend on. */
export const changes = pgTable(
  "changes",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    xid: xid8("xid").notNull().default(sql`pg_current_xact_id()`),
    topic: text("topic").notNull(),
    key: text("key").notNull(),
    at: instant("at").notNull().default(sql`clock_timestamp()`),
  },
  (table) => [index("changes_xid").on(table.xid), index("changes_at").on(table.at)],
);

/** One row a running process, written by that process alone. */
export const replicas = pgTable(
  "replicas",
  {
    id: text("id").primaryKey(),
    app: text("app", { enum: ["web", "worker", "relay"] }).notNull(),
    version: text("version").notNull(),
    hostname: text("hostname").notNull(),
    pid: integer("pid").notNull(),
    opsUrl: text("ops_url"),
    state: text("state", { enum: ["starting", "ready", "draining", "stopped"] }).notNull(),
    startedAt: instant("started_at").notNull().defaultNow(),
    seenAt: instant("seen_at").notNull().defaultNow(),
    drainAskedAt: instant("drain_asked_at"),
    capacity: integer("capacity").notNull(),
    poolMax: integer("pool_max").notNull(),
    schemaVersion: text("schema_version"),
    vitals: jsonb("vitals").notNull().default(sql`'{}'::jsonb`),
  },
  (table) => [
    index("replicas_app_seen_at").on(table.app, table.seenAt),
    check("replicas_app", sql`${table.app} in ('web', 'worker', 'relay')`),
    check("replicas_state", sql`${table.state} in ('starting', 'ready', 'draining', 'stopped')`),
    check("replicas_vitals", sql`octet_length(${table.vitals}::text) <= 8192`),
  ],
);

/** Which migration files have been applied, and what they said. The runner creates this table itself. */
export const schemaMigrations = pgTable(
  "schema_migrations",
  {
    id: text("id").primaryKey(),
    sha256: text("sha256").notNull(),
    phase: text("phase", { enum: ["expand", "contract"] }).notNull(),
    requires: text("requires"),
    appliedAt: instant("applied_at").notNull().default(sql`clock_timestamp()`),
    appliedBy: text("applied_by").notNull(),
  },
  (table) => [check("schema_migrations_phase", sql`${table.phase} in ('expand', 'contract')`)],
);
