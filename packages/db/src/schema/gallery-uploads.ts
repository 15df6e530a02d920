import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { bytea, instant } from "./columns.ts";
import { organizationId } from "./organization-id.ts";

/** A file on its way. No replica knows more of it than its row says. */
export const uploads = pgTable(
  "uploads",
  {
    id: text("id").primaryKey(),
    organizationId: organizationId(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["image", "rendition", "motion", "archive"] }).notNull(),
    forId: text("for_id"),
    metadata: jsonb("metadata").notNull(),
    lengthBytes: bigint("length_bytes", { mode: "number" }).notNull(),
    offsetBytes: bigint("offset_bytes", { mode: "number" }).notNull().default(0),
    /** SHA-256 of the bytes so far, to be gone on with. */
    hashState: bytea("hash_state"),
    objectKey: text("object_key").notNull(),
    multipartId: text("multipart_id"),
    parts: jsonb("parts").notNull().default([]),
    tailBytes: integer("tail_bytes").notNull().default(0),
    state: text("state", {
      enum: ["open", "finishing", "done", "refused", "cancelled", "expired"],
    })
      .notNull()
      .default("open"),
    result: text("result", { enum: ["created", "duplicate", "attached"] }),
    /** Given when it is created, so that its bytes go where they stay; then of the image that came of it. */
    imageId: text("image_id"),
    lockToken: text("lock_token"),
    lockExpiresAt: instant("lock_expires_at"),
    lockWanted: boolean("lock_wanted").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    unique("uploads_object_key").on(table.objectKey),
    index("uploads_expires_at").on(table.expiresAt).where(sql`${table.state} = 'open'`),
    index("uploads_finishing").on(table.createdAt).where(sql`${table.state} = 'finishing'`),
    index("uploads_organization_id").on(table.organizationId, table.id.desc()),
    index("uploads_user_id").on(table.userId),
    check("uploads_offset", sql`${table.offsetBytes} <= ${table.lengthBytes}`),
    check("uploads_role", sql`${table.role} in ('image', 'rendition', 'motion', 'archive')`),
    check(
      "uploads_state",
      sql`${table.state} in ('open', 'finishing', 'done', 'refused', 'cancelled', 'expired')`,
    ),
  ],
);
