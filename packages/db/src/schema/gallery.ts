import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { bytea, instant } from "./columns.ts";
import { organizationId } from "./organization-id.ts";

/** What a camera's clock showed, without a zone, as text: a JavaScript date would put one to it. */
const localTime = customType<{ data: string }>({ dataType: () => "timestamp without time zone" });

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** A row is made with the first change; until then the defaults hold, and the gallery is closed. */
export const gallerySettings = pgTable(
  "gallery_settings",
  {
    organizationId: organizationId().primaryKey(),
    isOpen: boolean("is_open").notNull().default(false),
    title: text("title").notNull().default(""),
    description: text("description").notNull().default(""),
    author: text("author").notNull().default(""),
    license: text("license").notNull().default(""),
    layout: text("layout", { enum: ["masonry", "single"] })
      .notNull()
      .default("masonry"),
    timeZone: text("time_zone").notNull().default("UTC"),
    mapEnabled: boolean("map_enabled").notNull().default(true),
    mapStyleUrl: text("map_style_url"),
    feedEnabled: boolean("feed_enabled").notNull().default(true),
    dailyIntervalHours: smallint("daily_interval_hours").notNull().default(24),
    dailyCount: smallint("daily_count").notNull().default(30),
    quotaBytes: bigint("quota_bytes", { mode: "number" }),
    avifEnabled: boolean("avif_enabled").notNull().default(true),
    version: bigint("version", { mode: "number" }).notNull().default(1),
  },
  (table) => [
    check("gallery_settings_layout", sql`${table.layout} in ('masonry', 'single')`),
    check("gallery_settings_interval", sql`${table.dailyIntervalHours} in (6, 12, 24, 168)`),
    check("gallery_settings_count", sql`${table.dailyCount} between 1 and 1000`),
  ],
);

/**
 * Raised inside every transaction that changes what strangers may see (`visibility`), or what they see of it
 * (`content`). Every public answer reads them first.
 */
export const galleryGenerations = pgTable("gallery_generations", {
  organizationId: organizationId().primaryKey(),
  visibility: bigint("visibility", { mode: "number" }).notNull().default(0),
  content: bigint("content", { mode: "number" }).notNull().default(0),
});

export const images = pgTable(
  "images",
  {
    id: text("id").primaryKey(),
    organizationId: organizationId(),
    uploadedBy: text("uploaded_by").references(() => users.id, { onDelete: "set null" }),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    version: bigint("version", { mode: "number" }).notNull().default(1),

    originalKey: text("original_key").notNull(),
    originalName: text("original_name").notNull(),
    format: text("format", { enum: ["jpeg", "png", "webp", "avif", "gif", "heic"] }).notNull(),
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
    sha256: bytea("sha256").notNull(),
    /** What a browser made of a format that is not decoded here. */
    renditionKey: text("rendition_key"),
    renditionSha256: bytea("rendition_sha256"),

    /** Upright, as are height and everything else that is said of pixels. */
    width: integer("width"),
    height: integer("height"),
    orientation: smallint("orientation"),
    isAnimated: boolean("is_animated").notNull().default(false),
    isDamaged: boolean("is_damaged").notNull().default(false),
    /** A person has said that its file is to be read as far as it goes. */
    readsDamaged: boolean("reads_damaged").notNull().default(false),
    thumbhash: bytea("thumbhash"),
    /** 64 bins of red, green, blue and luminance, each relative to its highest. */
    histogram: bytea("histogram"),
    dominantColor: text("dominant_color"),

    processing: text("processing", {
      enum: ["received", "needs_rendition", "viewable", "ready", "quarantined"],
    })
      .notNull()
      .default("received"),
    publication: text("publication", { enum: ["draft", "published"] })
      .notNull()
      .default("draft"),
    publishedAt: instant("published_at"),
    trashedAt: instant("trashed_at"),
    onHome: boolean("on_home").notNull().default(true),
    /** Who may see it, from its publication, its albums and its variants; stored with whatever changes those. */
    reach: text("reach", { enum: ["none", "private", "unlisted", "public"] })
      .notNull()
      .default("none"),
    /** Part of its address; a new one whenever the reach shrinks. */
    accessKey: text("access_key").notNull(),

    title: text("title").notNull().default(""),
    caption: text("caption").notNull().default(""),
    altText: text("alt_text").notNull().default(""),
    credit: text("credit").notNull().default(""),
    license: text("license").notNull().default(""),
    /** What a person wrote, and no file overwrites. */
    editedFields: text("edited_fields").array().notNull().default(sql`'{}'::text[]`),

    takenLocal: localTime("taken_local"),
    takenOffsetMin: smallint("taken_offset_min"),
    takenAt: instant("taken_at"),
    /** Taken, else the file's own time, else uploaded. */
    sortAt: instant("sort_at").notNull(),
    cameraMake: text("camera_make"),
    cameraModel: text("camera_model"),
    lensModel: text("lens_model"),
    focalLengthMm: real("focal_length_mm"),
    focalLength35mm: real("focal_length_35mm"),
    fNumber: real("f_number"),
    exposureTimeS: real("exposure_time_s"),
    exposureBiasEv: real("exposure_bias_ev"),
    iso: integer("iso"),
    exposureProgram: smallint("exposure_program"),
    meteringMode: smallint("metering_mode"),
    whiteBalance: smallint("white_balance"),
    flashFired: boolean("flash_fired"),
    rating: smallint("rating"),
    latitude: doublePrecision("latitude"),
    longitude: doublePrecision("longitude"),
    altitudeM: real("altitude_m"),
    search: tsvector("search").generatedAlwaysAs(
      sql`to_tsvector('simple', title || ' ' || caption || ' ' || alt_text || ' ' || credit || ' ' || coalesce(camera_make, '') || ' ' || coalesce(camera_model, '') || ' ' || coalesce(lens_model, ''))`,
    ),
  },
  (table) => [
    uniqueIndex("images_sha256").on(table.organizationId, table.sha256),
    index("images_reach").on(
      table.organizationId,
      table.reach,
      table.sortAt.desc(),
      table.id.desc(),
    ),
    index("images_organization_id").on(table.organizationId, table.id.desc()),
    index("images_camera_model").on(
      table.organizationId,
      table.cameraModel,
      table.sortAt.desc(),
      table.id.desc(),
    ),
    index("images_lens_model").on(
      table.organizationId,
      table.lensModel,
      table.sortAt.desc(),
      table.id.desc(),
    ),
    index("images_search").using("gin", table.search),
    index("images_uploaded_by").on(table.uploadedBy),
    check("images_format", sql`${table.format} in ('jpeg', 'png', 'webp', 'avif', 'gif', 'heic')`),
    check(
      "images_processing",
      sql`${table.processing} in ('received', 'needs_rendition', 'viewable', 'ready', 'quarantined')`,
    ),
    check("images_publication", sql`${table.publication} in ('draft', 'published')`),
    check("images_reach_word", sql`${table.reach} in ('none', 'private', 'unlisted', 'public')`),
    check(
      "images_place",
      sql`(${table.latitude} is null) = (${table.longitude} is null) and ${table.latitude} between -90 and 90 and ${table.longitude} between -180 and 180`,
    ),
    check("images_sha256_length", sql`octet_length(${table.sha256}) = 32`),
  ],
);

export const imageVariants = pgTable(
  "image_variants",
  {
    organizationId: organizationId(),
    imageId: text("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["webp", "avif", "tiles", "clean", "motion"] }).notNull(),
    /** `<source16>-<recipe>`: which pixels, made how. */
    recipe: text("recipe").notNull(),
    /** The long edge that was asked for; 0 where there is none. */
    edge: integer("edge").notNull(),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
    sha256: bytea("sha256").notNull(),
    key: text("key").notNull(),
    detail: jsonb("detail"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.imageId, table.kind, table.recipe, table.edge] }),
    index("image_variants_organization_id").on(table.organizationId),
    index("image_variants_key").on(table.key),
    check(
      "image_variants_kind",
      sql`${table.kind} in ('webp', 'avif', 'tiles', 'clean', 'motion')`,
    ),
  ],
);

/** What is to be done to an image: the truth and the outbox. Queues only wake whoever looks here. */
export const imageWork = pgTable(
  "image_work",
  {
    organizationId: organizationId(),
    imageId: text("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    kind: text("kind", {
      enum: ["ingest", "ladder", "avif", "tiles", "clean", "metadata"],
    }).notNull(),
    state: text("state", { enum: ["idle", "due", "leased", "quarantined"] })
      .notNull()
      .default("idle"),
    doneRecipe: text("done_recipe"),
    priority: smallint("priority").notNull(),
    dueAt: instant("due_at").notNull().defaultNow(),
    leaseHolder: text("lease_holder"),
    leaseUntil: instant("lease_until"),
    fenceToken: bigint("fence_token", { mode: "bigint" }).notNull().default(sql`0`),
    failures: smallint("failures").notNull().default(0),
    interruptions: smallint("interruptions").notNull().default(0),
    lastErrorCode: text("last_error_code"),
    lastErrorDetail: text("last_error_detail"),
    lastErrorAt: instant("last_error_at"),
    cpuMs: integer("cpu_ms"),
    /** The task that made it due; null for an upload or a person. */
    runId: text("run_id"),
  },
  (table) => [
    primaryKey({ columns: [table.imageId, table.kind] }),
    index("image_work_due").on(table.priority, table.dueAt).where(sql`${table.state} = 'due'`),
    index("image_work_leased").on(table.leaseUntil).where(sql`${table.state} = 'leased'`),
    index("image_work_quarantined")
      .on(table.organizationId, table.imageId)
      .where(sql`${table.state} = 'quarantined'`),
    check(
      "image_work_kind",
      sql`${table.kind} in ('ingest', 'ladder', 'avif', 'tiles', 'clean', 'metadata')`,
    ),
    check("image_work_state", sql`${table.state} in ('idle', 'due', 'leased', 'quarantined')`),
    check(
      "image_work_lease",
      sql`(${table.state} = 'leased') = (${table.leaseHolder} is not null and ${table.leaseUntil} is not null)`,
    ),
  ],
);

/** Files that no row names any more. They outlive the organization that they belonged to. */
export const objectDeletions = pgTable(
  "object_deletions",
  {
    key: text("key").primaryKey(),
    notBefore: instant("not_before").notNull(),
    attempts: smallint("attempts").notNull().default(0),
  },
  (table) => [index("object_deletions_not_before").on(table.notBefore)],
);

/** The one storage of this installation; its marker file says the same. */
export const storageIdentity = pgTable(
  "storage_identity",
  {
    id: smallint("id").primaryKey().default(1),
    storageId: text("storage_id").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [check("storage_identity_one", sql`${table.id} = 1`)],
);

/** Which worker looks after the queues, and when the last one has ended. */
export const galleryReconcile = pgTable(
  "gallery_reconcile",
  {
    id: smallint("id").primaryKey().default(1),
    lastEndedAt: instant("last_ended_at"),
    leaseHolder: text("lease_holder"),
    leaseUntil: instant("lease_until"),
    fenceToken: bigint("fence_token", { mode: "bigint" }).notNull().default(sql`0`),
  },
  (table) => [check("gallery_reconcile_one", sql`${table.id} = 1`)],
);
