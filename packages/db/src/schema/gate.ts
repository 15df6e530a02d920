import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { organizations, sessions, users } from "./auth.ts";
import { bytea, instant } from "./columns.ts";
import { apps } from "./hosts.ts";

/** Exactly one identity of an organization is its default; a trigger refuses to delete that one. */
export const identities = pgTable(
  "identities",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    email: text("email"),
    /** Ed25519, raw. */
    publicKey: bytea("public_key").notNull(),
    privateKeyEncrypted: bytea("private_key_encrypted").notNull(),
    fingerprint: text("fingerprint").notNull().unique(),
    isDefault: boolean("is_default").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("identities_one_default").on(table.organizationId).where(sql`${table.isDefault}`),
    index("identities_organization_id").on(table.organizationId),
    check("identities_public_key", sql`octet_length(${table.publicKey}) = 32`),
  ],
);

/** Triggers raise `version` by one for each transaction that changes the gate, an address or a rule. */
export const appGates = pgTable(
  "app_gates",
  {
    appId: text("app_id")
      .primaryKey()
      .references(() => apps.id, { onDelete: "cascade" }),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id),
    carrier: text("carrier", { enum: ["tunnel", "external"] })
      .notNull()
      .default("tunnel"),
    /** Null: the organization's default. */
    identityId: text("identity_id").references((): AnyPgColumn => identities.id, {
      onDelete: "set null",
    }),
    allowedOrigins: text("allowed_origins").array().notNull().default(sql`'{}'::text[]`),
    passPreflight: boolean("pass_preflight").notNull().default(false),
    version: bigint("version", { mode: "number" }).notNull().default(1),
  },
  (table) => [
    index("app_gates_organization_id").on(table.organizationId),
    index("app_gates_identity_id").on(table.identityId),
    check("app_gates_carrier", sql`${table.carrier} in ('tunnel', 'external')`),
  ],
);

/**
 * Where apps answer. A custom hostname is a claim until its DNS record proves it: any number of apps may claim one,
 * and of those that are verified there is at most one in the installation.
 */
export const appAddresses = pgTable(
  "app_addresses",
  {
    id: text("id").primaryKey(),
    appId: text("app_id")
      .notNull()
      .references(() => apps.id, { onDelete: "cascade" }),
    /** Lower case, A-label, without port. */
    hostname: text("hostname").notNull(),
    kind: text("kind", { enum: ["label", "custom"] }).notNull(),
    isPrimary: boolean("is_primary").notNull().default(false),
    /** What the DNS record of a custom hostname has to say; kept while it is verified, since it is asked for again. */
    verifyToken: text("verify_token"),
    /** Null: nobody is served here. Labels are verified from their first moment. */
    verifiedAt: instant("verified_at"),
  },
  (table) => [
    uniqueIndex("app_addresses_one_holder")
      .on(table.hostname)
      .where(sql`${table.kind} = 'label' or ${table.verifiedAt} is not null`),
    uniqueIndex("app_addresses_once_an_app").on(table.hostname, table.appId),
    uniqueIndex("app_addresses_one_primary").on(table.appId).where(sql`${table.isPrimary}`),
    index("app_addresses_app_id").on(table.appId),
    check("app_addresses_kind", sql`${table.kind} in ('label', 'custom')`),
    check(
      "app_addresses_hostname",
      sql`${table.hostname} = lower(${table.hostname}) and ${table.hostname} !~ '[:/ ]'`,
    ),
    check(
      "app_addresses_verify_token",
      sql`${table.kind} = 'label' or ${table.verifyToken} is not null`,
    ),
  ],
);

/**
 * What the looks at a custom hostname's DNS record have found. Apart from the address, every change of which is a
 * change of the gate: a look that finds what it expects says nothing to anybody.
 */
export const addressChecks = pgTable(
  "address_checks",
  {
    addressId: text("address_id")
      .primaryKey()
      .references(() => appAddresses.id, { onDelete: "cascade" }),
    /** Rises with each look, which writes only where it still is what it read. */
    looks: integer("looks").notNull().default(0),
    dueAt: instant("due_at").notNull().defaultNow(),
    checkedAt: instant("checked_at"),
    finding: text("finding", { enum: ["found", "missing", "different", "trouble", "taken"] }),
    /** Scheduled looks in a row that found no such record. */
    missed: smallint("missed").notNull().default(0),
    /** Since when a hostname that was verified is not any more. */
    lostAt: instant("lost_at"),
  },
  (table) => [
    index("address_checks_due_at").on(table.dueAt),
    check(
      "address_checks_finding",
      sql`${table.finding} in ('found', 'missing', 'different', 'trouble', 'taken')`,
    ),
  ],
);

/** Every app keeps the rule `prefix /`: a trigger looks at commit. */
export const accessRules = pgTable(
  "access_rules",
  {
    id: text("id").primaryKey(),
    appId: text("app_id")
      .notNull()
      .references(() => apps.id, { onDelete: "cascade" }),
    path: text("path").notNull(),
    match: text("match", { enum: ["prefix", "exact"] }).notNull(),
    level: text("level", { enum: ["public", "link", "signed-in", "members", "owner"] }).notNull(),
    /** `{roles?, userIds?}`; null: no narrowing. */
    audience: jsonb("audience"),
    headers: jsonb("headers").notNull().default(sql`'{}'::jsonb`),
  },
  (table) => [
    uniqueIndex("access_rules_app_match_path").on(table.appId, table.match, table.path),
    check("access_rules_match", sql`${table.match} in ('prefix', 'exact')`),
    check(
      "access_rules_level",
      sql`${table.level} in ('public', 'link', 'signed-in', 'members', 'owner')`,
    ),
    check("access_rules_path", sql`${table.path} like '/%'`),
  ],
);

/** What an app's cookie stands for: one session, or one share link, at one app. */
export const appSessions = pgTable(
  "app_sessions",
  {
    id: text("id").primaryKey(),
    appId: text("app_id")
      .notNull()
      .references(() => apps.id, { onDelete: "cascade" }),
    sessionId: text("session_id").references(() => sessions.id, { onDelete: "cascade" }),
    shareLinkId: text("share_link_id").references((): AnyPgColumn => shareLinks.id, {
      onDelete: "cascade",
    }),
    tokenHash: bytea("token_hash").notNull().unique(),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    index("app_sessions_app_id").on(table.appId),
    index("app_sessions_session_id").on(table.sessionId, table.appId),
    index("app_sessions_share_link_id").on(table.shareLinkId),
    index("app_sessions_expires_at").on(table.expiresAt),
    check(
      "app_sessions_one_parent",
      sql`num_nonnulls(${table.sessionId}, ${table.shareLinkId}) = 1`,
    ),
    check("app_sessions_token_hash", sql`octet_length(${table.tokenHash}) = 32`),
  ],
);

/** A one-time passage from the console to an app, taken by `DELETE … RETURNING`. */
export const gateTickets = pgTable(
  "gate_tickets",
  {
    id: text("id").primaryKey(),
    secretHash: bytea("secret_hash").notNull(),
    sessionId: text("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    appId: text("app_id")
      .notNull()
      .references(() => apps.id, { onDelete: "cascade" }),
    hostname: text("hostname").notNull(),
    path: text("path").notNull(),
    nonceHash: bytea("nonce_hash").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    index("gate_tickets_session_id").on(table.sessionId),
    index("gate_tickets_app_id").on(table.appId),
    index("gate_tickets_expires_at").on(table.expiresAt),
  ],
);

/** An address that opens one app, or a part of it, to whoever has it, until it ends. */
export const shareLinks = pgTable(
  "share_links",
  {
    id: text("id").primaryKey(),
    appId: text("app_id")
      .notNull()
      .references(() => apps.id, { onDelete: "cascade" }),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** Null once that account is gone; the link stays. */
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    label: text("label").notNull(),
    /** A prefix of paths, as in a rule; `/` for the whole app. */
    pathScope: text("path_scope").notNull().default("/"),
    secretHash: bytea("secret_hash").notNull().unique(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    /** Null: any number of times. */
    maxUses: integer("max_uses"),
    uses: integer("uses").notNull().default(0),
    revokedAt: instant("revoked_at"),
  },
  (table) => [
    index("share_links_app_id").on(table.appId),
    index("share_links_organization_id").on(table.organizationId),
    index("share_links_created_by").on(table.createdBy),
    index("share_links_expires_at").on(table.expiresAt),
    check("share_links_uses", sql`${table.uses} <= ${table.maxUses}`),
    check("share_links_path_scope", sql`${table.pathScope} like '/%'`),
    check("share_links_secret_hash", sql`octet_length(${table.secretHash}) = 32`),
  ],
);

/** How often the gate has decided what, by app and minute; kept for 30 days. */
export const gateDecisionCounts = pgTable(
  "gate_decision_counts",
  {
    appId: text("app_id")
      .notNull()
      .references(() => apps.id, { onDelete: "cascade" }),
    minute: instant("minute").notNull(),
    /** A number of the gate's table of decisions. */
    code: smallint("code").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({
      name: "gate_decision_counts_pkey",
      columns: [table.appId, table.minute, table.code],
    }),
    index("gate_decision_counts_minute").on(table.minute),
  ],
);
