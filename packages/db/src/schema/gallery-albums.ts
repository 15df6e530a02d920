import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";
import { images } from "./gallery.ts";
import { organizationId } from "./organization-id.ts";

export const albums = pgTable(
  "albums",
  {
    id: text("id").primaryKey(),
    organizationId: organizationId(),
    parentId: text("parent_id").references((): AnyPgColumn => albums.id),
    slug: text("slug").notNull(),
    title: text("title").notNull(),
    description: text("description").notNull().default(""),
    coverImageId: text("cover_image_id").references(() => images.id, { onDelete: "set null" }),
    visibility: text("visibility", { enum: ["public", "unlisted", "private"] })
      .notNull()
      .default("public"),
    /** The most restrictive on its path to the root. */
    effectiveVisibility: text("effective_visibility", { enum: ["public", "unlisted", "private"] })
      .notNull()
      .default("public"),
    orderBy: text("order_by", {
      enum: ["manual", "taken_desc", "taken_asc", "added_desc", "added_asc", "shuffle"],
    })
      .notNull()
      .default("manual"),
    location: text("location", { enum: ["hidden", "approximate", "exact"] })
      .notNull()
      .default("hidden"),
    download: text("download", { enum: ["never", "clean", "original"] })
      .notNull()
      .default("never"),
    zoom: text("zoom", { enum: ["variants", "full"] })
      .notNull()
      .default("variants"),
    keepFileNames: boolean("keep_file_names").notNull().default(false),
    dailyWeight: smallint("daily_weight").notNull().default(1),
    layout: text("layout", { enum: ["masonry", "single"] }),
    position: text("position").notNull(),
    version: bigint("version", { mode: "number" }).notNull().default(1),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("albums_slug").on(table.organizationId, table.slug),
    index("albums_parent_id").on(table.parentId),
    index("albums_cover_image_id").on(table.coverImageId),
    check("albums_visibility", sql`${table.visibility} in ('public', 'unlisted', 'private')`),
    check(
      "albums_effective_visibility",
      sql`${table.effectiveVisibility} in ('public', 'unlisted', 'private')`,
    ),
    check("albums_daily_weight", sql`${table.dailyWeight} between 0 and 10`),
  ],
);

export const albumImages = pgTable(
  "album_images",
  {
    organizationId: organizationId(),
    albumId: text("album_id")
      .notNull()
      .references(() => albums.id, { onDelete: "cascade" }),
    imageId: text("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    /** A fraction between its neighbours', compared by bytes. */
    position: text("position").notNull(),
    addedAt: instant("added_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.albumId, table.imageId] }),
    index("album_images_position").on(table.albumId, table.position, table.imageId),
    index("album_images_image_id").on(table.imageId),
    index("album_images_organization_id").on(table.organizationId),
  ],
);

export const tags = pgTable(
  "tags",
  {
    id: text("id").primaryKey(),
    organizationId: organizationId(),
    name: text("name").notNull(),
    slug: text("slug").notNull(),
  },
  (table) => [uniqueIndex("tags_slug").on(table.organizationId, table.slug)],
);

export const imageTags = pgTable(
  "image_tags",
  {
    organizationId: organizationId(),
    imageId: text("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    tagId: text("tag_id")
      .notNull()
      .references(() => tags.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.imageId, table.tagId] }),
    index("image_tags_tag_id").on(table.tagId, table.imageId),
    index("image_tags_organization_id").on(table.organizationId),
  ],
);
