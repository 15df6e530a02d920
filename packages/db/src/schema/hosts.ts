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
import { organizations, users } from "./auth.ts";
import { bytea, instant } from "./columns.ts";

/** What a computer is. Whether it is reachable now stands in `host_presence`. */
export const machines = pgTable(
  "machines",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    os: text("os"),
    arch: text("arch"),
    cpuCount: integer("cpu_count"),
    memoryBytes: bigint("memory_bytes", { mode: "number" }),
    agentVersion: text("agent_version"),
    factsAt: instant("facts_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    check(
      "machines_name",
      sql`char_length(${table.name}) between 1 and 63 and ${table.name} = btrim(${table.name}) and ${table.name} !~ '[[:cntrl:]]'`,
    ),
  ],
);

/** A machine in one organization. Its name is the machine's. */
export const hosts = pgTable(
  "hosts",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id),
    machineId: text("machine_id")
      .notNull()
      .references(() => machines.id),
    status: text("status", { enum: ["active", "revoked"] })
      .notNull()
      .default("active"),
    defaultAppId: text("default_app_id").references((): AnyPgColumn => apps.id, {
      onDelete: "set null",
    }),
    mayPublish: boolean("may_publish").notNull().default(false),
    createdByUserId: text("created_by_user_id").references(() => users.id, {
      onDelete: "set null",
    }),
    createdAt: instant("created_at").notNull().defaultNow(),
    revokedAt: instant("revoked_at"),
  },
  (table) => [
    uniqueIndex("hosts_organization_machine_active")
      .on(table.organizationId, table.machineId)
      .where(sql`${table.status} = 'active'`),
    index("hosts_organization_id").on(table.organizationId, table.id),
    index("hosts_machine_id").on(table.machineId),
    index("hosts_default_app_id").on(table.defaultAppId),
    check("hosts_status", sql`${table.status} in ('active', 'revoked')`),
  ],
);

export const hostKeys = pgTable(
  "host_keys",
  {
    id: text("id").primaryKey(),
    hostId: text("host_id")
      .notNull()
      .references(() => hosts.id, { onDelete: "cascade" }),
    /** Ed25519, raw. */
    publicKey: bytea("public_key").notNull().unique(),
    status: text("status", { enum: ["active", "retiring", "revoked"] })
      .notNull()
      .default("active"),
    notAfter: instant("not_after"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("host_keys_one_active").on(table.hostId).where(sql`${table.status} = 'active'`),
    index("host_keys_host_id").on(table.hostId),
    check("host_keys_public_key", sql`octet_length(${table.publicKey}) = 32`),
    check("host_keys_status", sql`${table.status} in ('active', 'retiring', 'revoked')`),
  ],
);

export const enrolmentCodes = pgTable(
  "enrolment_codes",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    createdByUserId: text("created_by_user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    codeHash: bytea("code_hash").notNull().unique(),
    machineName: text("machine_name"),
    mayPublish: boolean("may_publish").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
    hostId: text("host_id").references(() => hosts.id, { onDelete: "set null" }),
  },
  (table) => [
    index("enrolment_codes_organization_id").on(table.organizationId),
    index("enrolment_codes_expires_at").on(table.expiresAt),
  ],
);

/** A cache of the tunnel directory, so that lists need no Redis. */
export const hostPresence = pgTable(
  "host_presence",
  {
    hostId: text("host_id")
      .primaryKey()
      .references(() => hosts.id, { onDelete: "cascade" }),
    online: boolean("online").notNull().default(false),
    since: instant("since"),
    lastConnectedAt: instant("last_connected_at"),
    lastDisconnectedAt: instant("last_disconnected_at"),
    lastSeenAt: instant("last_seen_at"),
    connectedRelayIds: text("connected_relay_ids").array().notNull().default(sql`'{}'::text[]`),
    /** Which run of the agent, and which of its tunnels: a late report of an older one says nothing. */
    run: bigint("run", { mode: "number" }),
    epoch: bigint("epoch", { mode: "number" }),
    reason: text("reason"),
    observedAt: instant("observed_at").notNull().defaultNow(),
  },
  (table) => [index("host_presence_online").on(table.online)],
);

export const hostEvents = pgTable(
  "host_events",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    hostId: text("host_id")
      .notNull()
      .references(() => hosts.id, { onDelete: "cascade" }),
    at: instant("at").notNull().defaultNow(),
    kind: text("kind", {
      enum: ["connected", "disconnected", "replaced", "refused", "flapping"],
    }).notNull(),
    relayId: text("relay_id"),
    epoch: bigint("epoch", { mode: "number" }),
    wire: text("wire"),
    reason: text("reason"),
    detail: jsonb("detail"),
  },
  (table) => [
    index("host_events_host_id").on(table.hostId, table.id.desc()),
    index("host_events_at").on(table.at),
    check(
      "host_events_kind",
      sql`${table.kind} in ('connected', 'disconnected', 'replaced', 'refused', 'flapping')`,
    ),
  ],
);

export const apps = pgTable(
  "apps",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** Null for an app that a proxy of its owner's serves: no host runs it as far as is known here. */
    hostId: text("host_id").references((): AnyPgColumn => hosts.id),
    ownerUserId: text("owner_user_id").references(() => users.id, { onDelete: "set null" }),
    /** The label of its first address: unique in the installation among the apps that are to stay. */
    name: text("name").notNull(),
    title: text("title").notNull(),
    icon: text("icon"),
    runtime: text("runtime", { enum: ["none", "process", "compose"] })
      .notNull()
      .default("none"),
    manifest: jsonb("manifest"),
    desired: text("desired", { enum: ["running", "stopped", "uninstalled"] })
      .notNull()
      .default("running"),
    status: text("status").notNull().default("unknown"),
    statusCode: text("status_code"),
    statusDetail: text("status_detail"),
    generation: bigint("generation", { mode: "number" }).notNull().default(0),
    reportedGeneration: bigint("reported_generation", { mode: "number" }).notNull().default(0),
    lastAccessAt: instant("last_access_at"),
    startRequestedAt: instant("start_requested_at"),
    idleStopMs: bigint("idle_stop_ms", { mode: "number" }),
    alwaysOn: boolean("always_on").notNull().default(false),
    /** Whether a visit starts it. */
    autostart: boolean("autostart").notNull().default(true),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    // An app that is being removed, from a host that may be away for long, holds its name against nobody.
    uniqueIndex("apps_name").on(table.name).where(sql`${table.desired} <> 'uninstalled'`),
    index("apps_organization_id").on(table.organizationId, table.id),
    index("apps_host_id").on(table.hostId),
    index("apps_managed_by_host").on(table.hostId).where(sql`${table.runtime} <> 'none'`),
    index("apps_running").on(table.lastAccessAt).where(sql`${table.status} = 'running'`),
    index("apps_owner_user_id").on(table.ownerUserId),
    check("apps_runtime", sql`${table.runtime} in ('none', 'process', 'compose')`),
    check("apps_desired", sql`${table.desired} in ('running', 'stopped', 'uninstalled')`),
  ],
);

/**
 * What was asked to be done to an app, by whom, and what became of it. At most one of an app is pending: it belongs to
 * the generation that it brought about.
 */
export const appOperations = pgTable(
  "app_operations",
  {
    id: text("id").primaryKey(),
    appId: text("app_id")
      .notNull()
      .references(() => apps.id, { onDelete: "cascade" }),
    kind: text("kind", {
      enum: ["install", "start", "stop", "reinstall", "uninstall"],
    }).notNull(),
    /** Who or what made it necessary. */
    cause: text("cause", { enum: ["person", "visit", "idle", "always-on"] }).notNull(),
    state: text("state", { enum: ["queued", "running", "done", "failed"] })
      .notNull()
      .default("queued"),
    generation: bigint("generation", { mode: "number" }).notNull(),
    deleteData: boolean("delete_data").notNull().default(false),
    requestedBy: text("requested_by").references(() => users.id, { onDelete: "set null" }),
    requestedAt: instant("requested_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    errorCode: text("error_code"),
    errorDetail: text("error_detail"),
    /** The newest of what its commands have printed. */
    logTail: text("log_tail").notNull().default(""),
  },
  (table) => [
    uniqueIndex("app_operations_one_pending")
      .on(table.appId)
      .where(sql`${table.state} in ('queued', 'running')`),
    index("app_operations_app_id").on(table.appId, table.id.desc()),
    index("app_operations_pending")
      .on(table.requestedAt)
      .where(sql`${table.state} in ('queued', 'running')`),
    index("app_operations_requested_by").on(table.requestedBy),
    check(
      "app_operations_kind",
      sql`${table.kind} in ('install', 'start', 'stop', 'reinstall', 'uninstall')`,
    ),
    check("app_operations_cause", sql`${table.cause} in ('person', 'visit', 'idle', 'always-on')`),
    check("app_operations_state", sql`${table.state} in ('queued', 'running', 'done', 'failed')`),
  ],
);

/** How requests reach an app. Part of the gate snapshot, so a change needs no restart. */
export const appDeliveries = pgTable(
  "app_deliveries",
  {
    appId: text("app_id")
      .primaryKey()
      .references(() => apps.id, { onDelete: "cascade" }),
    protocol: text("protocol", { enum: ["http", "tcp"] })
      .notNull()
      .default("http"),
    /** Null: the port on which the agent runs the app. */
    target: text("target"),
    targetFrom: text("target_from", { enum: ["declared", "console"] })
      .notNull()
      .default("declared"),
    hostHeader: text("host_header", { enum: ["public", "target", "custom"] })
      .notNull()
      .default("public"),
    hostHeaderValue: text("host_header_value"),
    proxyProtocol: text("proxy_protocol", { enum: ["off", "v1", "v2"] })
      .notNull()
      .default("off"),
    tlsVerify: boolean("tls_verify").notNull().default(true),
    answerHeadMs: integer("answer_head_ms").notNull().default(120_000),
    maxRequestBytes: bigint("max_request_bytes", { mode: "number" }),
    maxConcurrent: integer("max_concurrent").notNull().default(256),
    /** Requests a second by visitor address. */
    visitorRate: integer("visitor_rate"),
    bytesPerSecond: bigint("bytes_per_second", { mode: "number" }),
    trpcTransformer: text("trpc_transformer", { enum: ["superjson", "none"] })
      .notNull()
      .default("superjson"),
    maintenance: boolean("maintenance").notNull().default(false),
    maintenanceHtml: text("maintenance_html"),
    offlineHtml: text("offline_html"),
    inspector: text("inspector", { enum: ["off", "metadata", "bodies"] })
      .notNull()
      .default("off"),
    version: bigint("version", { mode: "number" }).notNull().default(1),
  },
  (table) => [
    check("app_deliveries_protocol", sql`${table.protocol} in ('http', 'tcp')`),
    check("app_deliveries_target_from", sql`${table.targetFrom} in ('declared', 'console')`),
    check("app_deliveries_host_header", sql`${table.hostHeader} in ('public', 'target', 'custom')`),
    check("app_deliveries_proxy_protocol", sql`${table.proxyProtocol} in ('off', 'v1', 'v2')`),
    check(
      "app_deliveries_trpc_transformer",
      sql`${table.trpcTransformer} in ('superjson', 'none')`,
    ),
    check("app_deliveries_inspector", sql`${table.inspector} in ('off', 'metadata', 'bodies')`),
  ],
);

/** What an app answered in one minute, by class of status: 1 to 5, and 0 for no answer. */
export const appTrafficMinutes = pgTable(
  "app_traffic_minutes",
  {
    appId: text("app_id")
      .notNull()
      .references(() => apps.id, { onDelete: "cascade" }),
    minute: instant("minute").notNull(),
    statusClass: smallint("status_class").notNull(),
    requests: integer("requests").notNull(),
    bytesIn: bigint("bytes_in", { mode: "number" }).notNull(),
    bytesOut: bigint("bytes_out", { mode: "number" }).notNull(),
    /** To the first byte of each answer, summed. */
    durationMs: bigint("duration_ms", { mode: "number" }).notNull(),
    /** Answers by that time, in the buckets that the hosts' domain names. */
    latencyBuckets: integer("latency_buckets").array().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.minute, table.statusClass] }),
    index("app_traffic_minutes_minute").on(table.minute),
    check("app_traffic_minutes_status_class", sql`${table.statusClass} between 0 and 5`),
  ],
);

/** How the host's last connection to an app's target went. A cache of what its agent reports on change. */
export const appTargets = pgTable("app_targets", {
  appId: text("app_id")
    .primaryKey()
    .references(() => apps.id, { onDelete: "cascade" }),
  /** The name of the failure; null when the target answered. */
  error: text("error"),
  reportedAt: instant("reported_at").notNull().defaultNow(),
  /** The same moment by the agent's clock: only there a report can be told from an older one that comes late. */
  agentAtMs: bigint("agent_at_ms", { mode: "number" }).notNull(),
});
