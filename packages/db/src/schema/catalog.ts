import { type SQL, sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns.ts";

// The catalog belongs to the installation: no row here is an organization's. Its truth is the git repository; these
// tables are what is served of it, and can be made again from it.

/** Why the remote is looked at. The last three are an operator's: what they want is more than a look. */
const catalogTriggers = [
  "webhook",
  "poll",
  "manual",
  "write",
  "boot",
  "resume",
  "rewrite",
  "rebuild",
] as const;

/** The one data repository, and how far it has been taken over. */
export const catalogSource = pgTable(
  "catalog_source",
  {
    id: text("id").primaryKey().default("main"),
    /** A new one whenever the mirror is begun anew: what was kept under another one is not its history. */
    lineage: uuid("lineage").notNull().defaultRandom(),
    /** The remote's address without what signs in to it. */
    remoteLabel: text("remote_label").notNull(),
    branch: text("branch").notNull(),
    mode: text("mode", { enum: ["following", "paused", "held"] })
      .notNull()
      .default("following"),
    acceptedGeneration: bigint("accepted_generation", { mode: "number" }),
    tipCommit: text("tip_commit"),
    checkedAt: instant("checked_at"),
    /** Raised by whoever wants a look at the remote; `done_seq` follows it. */
    wantedSeq: bigint("wanted_seq", { mode: "number" }).notNull().default(0),
    doneSeq: bigint("done_seq", { mode: "number" }).notNull().default(0),
    /** Who wanted the looks that are still to come; a poll gives way to anybody else. */
    wantedBy: text("wanted_by", { enum: catalogTriggers }).notNull().default("boot"),
    /** The highest token of a syncer that has written here. */
    fence: bigint("fence", { mode: "number" }).notNull().default(0),
    heldTip: text("held_tip"),
    pausedTip: text("paused_tip"),
    lastErrorCode: text("last_error_code"),
    failures: integer("failures").notNull().default(0),
    nextTryAt: instant("next_try_at"),
  },
  (table) => [
    foreignKey({
      name: "catalog_source_accepted",
      columns: [table.acceptedGeneration],
      foreignColumns: [catalogGeneration.generation],
    }),
    check("catalog_source_one", sql`${table.id} = 'main'`),
    check("catalog_source_mode", sql`${table.mode} in ('following', 'paused', 'held')`),
    check("catalog_source_done", sql`${table.doneSeq} <= ${table.wantedSeq}`),
  ],
);

/** A numbered state of the catalog that was accepted. The number only grows. */
export const catalogGeneration = pgTable(
  "catalog_generation",
  {
    generation: bigint("generation", { mode: "number" }).primaryKey(),
    commitId: text("commit_id").notNull(),
    treeId: text("tree_id").notNull(),
    parentGeneration: bigint("parent_generation", { mode: "number" }),
    origin: text("origin", { enum: ["sync", "write", "rollback", "resume", "rewrite"] }).notNull(),
    recordSchema: integer("record_schema").notNull(),
    added: integer("added").notNull(),
    changed: integer("changed").notNull(),
    removed: integer("removed").notNull(),
    fence: bigint("fence", { mode: "number" }).notNull(),
    actorId: text("actor_id"),
    reason: text("reason"),
    acceptedAt: instant("accepted_at").notNull().defaultNow(),
  },
  (table) => [
    check(
      "catalog_generation_origin",
      sql`${table.origin} in ('sync', 'write', 'rollback', 'resume', 'rewrite')`,
    ),
  ],
);

const recordKinds = ["store", "category", "maintainer", "redirect", "entry"] as const;

function isRecordKind(column: AnyPgColumn): SQL {
  return sql`${column} in ('store', 'category', 'maintainer', 'redirect', 'entry')`;
}

/** One record as it was from one generation until another. */
export const catalogVersion = pgTable(
  "catalog_version",
  {
    versionId: bigint("version_id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text("kind", { enum: recordKinds }).notNull(),
    key: text("key").notNull(),
    /** What lists and search need of it; 8 KiB at most. */
    lean: jsonb("lean").notNull(),
    /** Path to object id and text, of text files only. */
    files: jsonb("files").notNull(),
    digest: text("digest").notNull(),
    fromGeneration: bigint("from_generation", { mode: "number" }).notNull(),
    toGeneration: bigint("to_generation", { mode: "number" }),
  },
  (table) => [
    uniqueIndex("catalog_version_current")
      .on(table.kind, table.key)
      .where(sql`${table.toGeneration} is null`),
    index("catalog_version_from").on(table.fromGeneration),
    index("catalog_version_to")
      .on(table.toGeneration)
      .where(sql`${table.toGeneration} is not null`),
    check("catalog_version_kind", isRecordKind(table.kind)),
    check("catalog_version_span", sql`${table.toGeneration} > ${table.fromGeneration}`),
  ],
);

/** Icons and screenshots, addressed by what they are. */
export const catalogAsset = pgTable("catalog_asset", {
  sha256: text("sha256").primaryKey(),
  mediaType: text("media_type").notNull(),
  width: integer("width"),
  height: integer("height"),
  bytes: bytea("bytes").notNull(),
  sizeBytes: integer("size_bytes").notNull(),
});

/** Commits that the accepted one reaches, and since which generation. */
export const catalogCommit = pgTable(
  "catalog_commit",
  {
    commitId: text("commit_id").primaryKey(),
    generation: bigint("generation", { mode: "number" }).notNull(),
  },
  (table) => [index("catalog_commit_generation").on(table.generation)],
);

/** What came of each look at the remote. */
export const catalogSync = pgTable(
  "catalog_sync",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    seqThrough: bigint("seq_through", { mode: "number" }).notNull(),
    trigger: text("trigger", { enum: catalogTriggers }).notNull(),
    outcome: text("outcome").notNull(),
    fromGeneration: bigint("from_generation", { mode: "number" }),
    toGeneration: bigint("to_generation", { mode: "number" }),
    tipCommit: text("tip_commit"),
    errorCode: text("error_code"),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at").notNull().defaultNow(),
  },
  (table) => [index("catalog_sync_seq").on(table.seqThrough)],
);

/** A tip that was not taken, and why. */
export const catalogRejection = pgTable(
  "catalog_rejection",
  {
    id: uuid("id").primaryKey(),
    tipCommit: text("tip_commit").notNull(),
    validatorVersion: text("validator_version").notNull(),
    problemCount: integer("problem_count").notNull(),
    /** The first hundred: path, line, column, key, rule, message. */
    problems: jsonb("problems").notNull(),
    firstSeenAt: instant("first_seen_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    resolvedGeneration: bigint("resolved_generation", { mode: "number" }),
  },
  (table) => [uniqueIndex("catalog_rejection_tip").on(table.tipCommit, table.validatorVersion)],
);

/** Entries that keep their last good version until their files change. */
export const catalogQuarantine = pgTable(
  "catalog_quarantine",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind", { enum: recordKinds }).notNull(),
    key: text("key").notNull(),
    /** Of the entry's folder, as it was refused. */
    oid: text("oid").notNull(),
    problems: jsonb("problems").notNull(),
    servedVersionId: bigint("served_version_id", { mode: "number" }),
    sinceGeneration: bigint("since_generation", { mode: "number" }).notNull(),
    clearedGeneration: bigint("cleared_generation", { mode: "number" }),
  },
  (table) => [
    uniqueIndex("catalog_quarantine_current")
      .on(table.kind, table.key)
      .where(sql`${table.clearedGeneration} is null`),
    check("catalog_quarantine_kind", isRecordKind(table.kind)),
  ],
);

/** What each web replica has loaded, by its own word. */
export const catalogReplica = pgTable(
  "catalog_replica",
  {
    replicaId: text("replica_id").primaryKey(),
    appVersion: text("app_version").notNull(),
    recordSchema: integer("record_schema").notNull(),
    state: text("state", {
      enum: ["starting", "ready", "applying", "refused", "degraded"],
    }).notNull(),
    generation: bigint("generation", { mode: "number" }),
    wantedGeneration: bigint("wanted_generation", { mode: "number" }),
    errorCode: text("error_code"),
    error: text("error"),
    applyMs: integer("apply_ms"),
    entries: integer("entries"),
    startedAt: instant("started_at").notNull().defaultNow(),
    heartbeatAt: instant("heartbeat_at").notNull().defaultNow(),
  },
  (table) => [
    index("catalog_replica_heartbeat").on(table.heartbeatAt),
    check(
      "catalog_replica_state",
      sql`${table.state} in ('starting', 'ready', 'applying', 'refused', 'degraded')`,
    ),
  ],
);

/** A webhook's call, kept so that the same one does nothing twice. */
export const catalogDelivery = pgTable(
  "catalog_delivery",
  {
    id: uuid("id").primaryKey(),
    mode: text("mode", { enum: ["bearer", "hub", "timestamped"] }).notNull(),
    replayKey: text("replay_key").unique(),
    headerId: text("header_id"),
    receivedAt: instant("received_at").notNull().defaultNow(),
    seq: bigint("seq", { mode: "number" }),
    outcome: text("outcome"),
  },
  (table) => [
    index("catalog_delivery_received").on(table.receivedAt),
    index("catalog_delivery_header").on(table.headerId).where(sql`${table.headerId} is not null`),
    check("catalog_delivery_mode", sql`${table.mode} in ('bearer', 'hub', 'timestamped')`),
  ],
);

/** A change from the console on its way into git. */
export const catalogOperation = pgTable(
  "catalog_operation",
  {
    id: uuid("id").primaryKey(),
    actorId: text("actor_id").notNull(),
    requestId: text("request_id").notNull().unique(),
    action: text("action", { enum: ["create", "update", "remove", "rename", "sweep"] }).notNull(),
    slug: text("slug").notNull(),
    entryId: text("entry_id"),
    /** `[{path, expectedOid, content, encoding}]`; content null takes the file away. */
    files: jsonb("files").notNull(),
    reason: text("reason"),
    baseGeneration: bigint("base_generation", { mode: "number" }).notNull(),
    state: text("state", {
      enum: ["queued", "committed", "pushed", "live", "conflicted", "refused"],
    })
      .notNull()
      .default("queued"),
    commitId: text("commit_id"),
    generation: bigint("generation", { mode: "number" }),
    attempts: integer("attempts").notNull().default(0),
    nextTryAt: instant("next_try_at"),
    errorCode: text("error_code"),
    conflict: jsonb("conflict"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("catalog_operation_open")
      .on(table.createdAt)
      .where(sql`${table.state} in ('queued', 'committed', 'pushed')`),
    index("catalog_operation_actor").on(table.actorId, table.createdAt.desc()),
    check(
      "catalog_operation_action",
      sql`${table.action} in ('create', 'update', 'remove', 'rename', 'sweep')`,
    ),
    check(
      "catalog_operation_state",
      sql`${table.state} in ('queued', 'committed', 'pushed', 'live', 'conflicted', 'refused')`,
    ),
  ],
);

/** Under which name a person's commits stand; nothing in git leads back from it. */
export const catalogAuthor = pgTable("catalog_author", {
  userId: text("user_id").primaryKey(),
  pseudonym: text("pseudonym").notNull().unique(),
});
