import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, text } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { bytea, instant } from "./columns.ts";
import { albums } from "./gallery-albums.ts";
import { organizationId } from "./organization-id.ts";

/** An address that opens one album, and its children, to whoever has it. */
export const galleryShareLinks = pgTable(
  "gallery_share_links",
  {
    id: text("id").primaryKey(),
    organizationId: organizationId(),
    albumId: text("album_id")
      .notNull()
      .references(() => albums.id, { onDelete: "cascade" }),
    label: text("label").notNull(),
    secretHash: bytea("secret_hash").notNull().unique(),
    passwordHash: text("password_hash"),
    expiresAt: instant("expires_at"),
    revokedAt: instant("revoked_at"),
    /** What it allows beyond or short of the album's own setting; null is the album's. */
    download: text("download", { enum: ["never", "clean", "original"] }),
    createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
    createdAt: instant("created_at").notNull().defaultNow(),
    openedCount: bigint("opened_count", { mode: "number" }).notNull().default(0),
  },
  (table) => [
    index("gallery_share_links_album_id").on(table.albumId),
    index("gallery_share_links_organization_id").on(table.organizationId, table.id.desc()),
    index("gallery_share_links_created_by").on(table.createdBy),
    check("gallery_share_links_download", sql`${table.download} in ('never', 'clean', 'original')`),
  ],
);

/** A browser that a link has let in. It goes with its link, and when the link's password changes. */
export const galleryShareSessions = pgTable(
  "gallery_share_sessions",
  {
    id: text("id").primaryKey(),
    linkId: text("link_id")
      .notNull()
      .references(() => galleryShareLinks.id, { onDelete: "cascade" }),
    secretHash: bytea("secret_hash").notNull().unique(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    index("gallery_share_sessions_link_id").on(table.linkId),
    index("gallery_share_sessions_expires_at").on(table.expiresAt),
  ],
);
