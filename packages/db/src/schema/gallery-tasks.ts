import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { instant } from "./columns.ts";
import { images } from "./gallery.ts";
import { organizationId } from "./organization-id.ts";

/** A pass over many images that somebody asked for. Its progress is what its rows say, and nothing else. */
export const taskRuns = pgTable(
  "task_runs",
  {
    id: text("id").primaryKey(),
    organizationId: organizationId(),
    kind: text("kind", { enum: ["preprocess-images", "refresh-metadata"] }).notNull(),
    scope: jsonb("scope").notNull(),
    state: text("state", {
      enum: ["queued", "running", "cancelling", "cancelled", "succeeded", "partial", "failed"],
    }).notNull(),
    matched: integer("matched").notNull(),
    startedBy: text("started_by").references(() => users.id, { onDelete: "set null" }),
    createdAt: instant("created_at").notNull().defaultNow(),
    cancelAskedAt: instant("cancel_asked_at"),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    uniqueIndex("task_runs_one_active")
      .on(table.organizationId, table.kind)
      .where(sql`${table.state} in ('queued', 'running', 'cancelling')`),
    index("task_runs_organization_id").on(table.organizationId, table.id.desc()),
    index("task_runs_started_by").on(table.startedBy),
    check("task_runs_kind", sql`${table.kind} in ('preprocess-images', 'refresh-metadata')`),
    check(
      "task_runs_state",
      sql`${table.state} in ('queued', 'running', 'cancelling', 'cancelled', 'succeeded', 'partial', 'failed')`,
    ),
  ],
);

export const taskRunImages = pgTable(
  "task_run_images",
  {
    organizationId: organizationId(),
    runId: text("run_id")
      .notNull()
      .references(() => taskRuns.id, { onDelete: "cascade" }),
    imageId: text("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    state: text("state", { enum: ["pending", "done", "skipped", "failed", "cancelled"] })
      .notNull()
      .default("pending"),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.imageId] }),
    index("task_run_images_state").on(table.runId, table.state),
    index("task_run_images_image_id").on(table.imageId),
    index("task_run_images_organization_id").on(table.organizationId),
    check(
      "task_run_images_state_word",
      sql`${table.state} in ('pending', 'done', 'skipped', 'failed', 'cancelled')`,
    ),
  ],
);

/** What went wrong in a run; the newest of them are kept. */
export const taskIssues = pgTable(
  "task_issues",
  {
    id: text("id").primaryKey(),
    organizationId: organizationId(),
    runId: text("run_id")
      .notNull()
      .references(() => taskRuns.id, { onDelete: "cascade" }),
    at: instant("at").notNull().defaultNow(),
    level: text("level", { enum: ["warning", "error"] }).notNull(),
    stage: text("stage", {
      enum: ["prepare", "fetch", "sniff", "parse-exif", "decode", "encode", "store", "persist"],
    }).notNull(),
    code: text("code").notNull(),
    summary: text("summary").notNull(),
    detail: text("detail"),
    imageId: text("image_id").references(() => images.id, { onDelete: "set null" }),
  },
  (table) => [
    index("task_issues_run_id").on(table.runId, table.id.desc()),
    index("task_issues_organization_id").on(table.organizationId),
    index("task_issues_image_id").on(table.imageId),
    check("task_issues_level", sql`${table.level} in ('warning', 'error')`),
    check(
      "task_issues_stage",
      sql`${table.stage} in ('prepare', 'fetch', 'sniff', 'parse-exif', 'decode', 'encode', 'store', 'persist')`,
    ),
  ],
);
