-- Photographs: what was uploaded, what is to be done to it, what came of it, and who may see it.

CREATE TABLE "album_images" (
	"organization_id" text NOT NULL,
	"album_id" text NOT NULL,
	"image_id" text NOT NULL,
	"position" text COLLATE "C" NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "album_images_album_id_image_id_pk" PRIMARY KEY("album_id","image_id")
);
--> statement-breakpoint
CREATE TABLE "albums" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"parent_id" text,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"cover_image_id" text,
	"visibility" text DEFAULT 'public' NOT NULL,
	"effective_visibility" text DEFAULT 'public' NOT NULL,
	"order_by" text DEFAULT 'manual' NOT NULL,
	"location" text DEFAULT 'hidden' NOT NULL,
	"download" text DEFAULT 'never' NOT NULL,
	"zoom" text DEFAULT 'variants' NOT NULL,
	"keep_file_names" boolean DEFAULT false NOT NULL,
	"daily_weight" smallint DEFAULT 1 NOT NULL,
	"layout" text,
	"position" text COLLATE "C" NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "albums_visibility" CHECK ("albums"."visibility" in ('public', 'unlisted', 'private')),
	CONSTRAINT "albums_effective_visibility" CHECK ("albums"."effective_visibility" in ('public', 'unlisted', 'private')),
	CONSTRAINT "albums_daily_weight" CHECK ("albums"."daily_weight" between 0 and 10)
);
--> statement-breakpoint
CREATE TABLE "gallery_generations" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"visibility" bigint DEFAULT 0 NOT NULL,
	"content" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gallery_reconcile" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"last_ended_at" timestamp with time zone,
	"lease_holder" text,
	"lease_until" timestamp with time zone,
	"fence_token" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "gallery_reconcile_one" CHECK ("gallery_reconcile"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "gallery_settings" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"is_open" boolean DEFAULT false NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"author" text DEFAULT '' NOT NULL,
	"license" text DEFAULT '' NOT NULL,
	"layout" text DEFAULT 'masonry' NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"map_enabled" boolean DEFAULT true NOT NULL,
	"map_style_url" text,
	"feed_enabled" boolean DEFAULT true NOT NULL,
	"daily_interval_hours" smallint DEFAULT 24 NOT NULL,
	"daily_count" smallint DEFAULT 30 NOT NULL,
	"quota_bytes" bigint,
	"avif_enabled" boolean DEFAULT true NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	CONSTRAINT "gallery_settings_layout" CHECK ("gallery_settings"."layout" in ('masonry', 'single')),
	CONSTRAINT "gallery_settings_interval" CHECK ("gallery_settings"."daily_interval_hours" in (6, 12, 24, 168)),
	CONSTRAINT "gallery_settings_count" CHECK ("gallery_settings"."daily_count" between 1 and 1000)
);
--> statement-breakpoint
CREATE TABLE "image_tags" (
	"organization_id" text NOT NULL,
	"image_id" text NOT NULL,
	"tag_id" text NOT NULL,
	CONSTRAINT "image_tags_image_id_tag_id_pk" PRIMARY KEY("image_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "image_variants" (
	"organization_id" text NOT NULL,
	"image_id" text NOT NULL,
	"kind" text NOT NULL,
	"recipe" text NOT NULL,
	"edge" integer NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" "bytea" NOT NULL,
	"key" text NOT NULL,
	"detail" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "image_variants_image_id_kind_recipe_edge_pk" PRIMARY KEY("image_id","kind","recipe","edge"),
	CONSTRAINT "image_variants_kind" CHECK ("image_variants"."kind" in ('webp', 'avif', 'tiles', 'clean', 'motion'))
);
--> statement-breakpoint
CREATE TABLE "image_work" (
	"organization_id" text NOT NULL,
	"image_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'idle' NOT NULL,
	"done_recipe" text,
	"priority" smallint NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_holder" text,
	"lease_until" timestamp with time zone,
	"fence_token" bigint DEFAULT 0 NOT NULL,
	"failures" smallint DEFAULT 0 NOT NULL,
	"interruptions" smallint DEFAULT 0 NOT NULL,
	"last_error_code" text,
	"last_error_detail" text,
	"last_error_at" timestamp with time zone,
	"cpu_ms" integer,
	"run_id" text,
	CONSTRAINT "image_work_image_id_kind_pk" PRIMARY KEY("image_id","kind"),
	CONSTRAINT "image_work_kind" CHECK ("image_work"."kind" in ('ingest', 'ladder', 'avif', 'tiles', 'clean', 'metadata')),
	CONSTRAINT "image_work_state" CHECK ("image_work"."state" in ('idle', 'due', 'leased', 'quarantined')),
	CONSTRAINT "image_work_lease" CHECK (("image_work"."state" = 'leased') = ("image_work"."lease_holder" is not null and "image_work"."lease_until" is not null))
);
--> statement-breakpoint
CREATE TABLE "images" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"uploaded_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"original_key" text NOT NULL,
	"original_name" text NOT NULL,
	"format" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" "bytea" NOT NULL,
	"rendition_key" text,
	"rendition_sha256" "bytea",
	"width" integer,
	"height" integer,
	"orientation" smallint,
	"is_animated" boolean DEFAULT false NOT NULL,
	"is_damaged" boolean DEFAULT false NOT NULL,
	"thumbhash" "bytea",
	"histogram" "bytea",
	"dominant_color" text,
	"processing" text DEFAULT 'received' NOT NULL,
	"publication" text DEFAULT 'draft' NOT NULL,
	"published_at" timestamp with time zone,
	"trashed_at" timestamp with time zone,
	"on_home" boolean DEFAULT true NOT NULL,
	"reach" text DEFAULT 'none' NOT NULL,
	"access_key" text NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"caption" text DEFAULT '' NOT NULL,
	"alt_text" text DEFAULT '' NOT NULL,
	"credit" text DEFAULT '' NOT NULL,
	"license" text DEFAULT '' NOT NULL,
	"edited_fields" text[] DEFAULT '{}'::text[] NOT NULL,
	"taken_local" timestamp without time zone,
	"taken_offset_min" smallint,
	"taken_at" timestamp with time zone,
	"sort_at" timestamp with time zone NOT NULL,
	"camera_make" text,
	"camera_model" text,
	"lens_model" text,
	"focal_length_mm" real,
	"focal_length_35mm" real,
	"f_number" real,
	"exposure_time_s" real,
	"exposure_bias_ev" real,
	"iso" integer,
	"exposure_program" smallint,
	"metering_mode" smallint,
	"white_balance" smallint,
	"flash_fired" boolean,
	"rating" smallint,
	"latitude" double precision,
	"longitude" double precision,
	"altitude_m" real,
	"search" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', title || ' ' || caption || ' ' || alt_text || ' ' || credit || ' ' || coalesce(camera_make, '') || ' ' || coalesce(camera_model, '') || ' ' || coalesce(lens_model, ''))) STORED,
	CONSTRAINT "images_format" CHECK ("images"."format" in ('jpeg', 'png', 'webp', 'avif', 'gif', 'heic')),
	CONSTRAINT "images_processing" CHECK ("images"."processing" in ('received', 'needs_rendition', 'viewable', 'ready', 'quarantined')),
	CONSTRAINT "images_publication" CHECK ("images"."publication" in ('draft', 'published')),
	CONSTRAINT "images_reach_word" CHECK ("images"."reach" in ('none', 'private', 'unlisted', 'public')),
	CONSTRAINT "images_place" CHECK (("images"."latitude" is null) = ("images"."longitude" is null) and "images"."latitude" between -90 and 90 and "images"."longitude" between -180 and 180),
	CONSTRAINT "images_sha256_length" CHECK (octet_length("images"."sha256") = 32)
);
--> statement-breakpoint
CREATE TABLE "object_deletions" (
	"key" text PRIMARY KEY NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "storage_identity" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"storage_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "storage_identity_one" CHECK ("storage_identity"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"for_id" text,
	"metadata" jsonb NOT NULL,
	"length_bytes" bigint NOT NULL,
	"offset_bytes" bigint DEFAULT 0 NOT NULL,
	"hash_state" "bytea",
	"object_key" text NOT NULL,
	"multipart_id" text,
	"parts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"tail_bytes" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"result" text,
	"image_id" text,
	"lock_token" text,
	"lock_expires_at" timestamp with time zone,
	"lock_wanted" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "uploads_object_key" UNIQUE("object_key"),
	CONSTRAINT "uploads_offset" CHECK ("uploads"."offset_bytes" <= "uploads"."length_bytes"),
	CONSTRAINT "uploads_role" CHECK ("uploads"."role" in ('image', 'rendition', 'motion', 'archive')),
	CONSTRAINT "uploads_state" CHECK ("uploads"."state" in ('open', 'finishing', 'done', 'refused', 'cancelled', 'expired'))
);
--> statement-breakpoint
ALTER TABLE "album_images" ADD CONSTRAINT "album_images_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "album_images" ADD CONSTRAINT "album_images_album_id_albums_id_fk" FOREIGN KEY ("album_id") REFERENCES "public"."albums"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "album_images" ADD CONSTRAINT "album_images_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_parent_id_albums_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."albums"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_cover_image_id_images_id_fk" FOREIGN KEY ("cover_image_id") REFERENCES "public"."images"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gallery_generations" ADD CONSTRAINT "gallery_generations_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gallery_settings" ADD CONSTRAINT "gallery_settings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_tags" ADD CONSTRAINT "image_tags_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_tags" ADD CONSTRAINT "image_tags_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_tags" ADD CONSTRAINT "image_tags_tag_id_tags_id_fk" FOREIGN KEY ("tag_id") REFERENCES "public"."tags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_variants" ADD CONSTRAINT "image_variants_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_variants" ADD CONSTRAINT "image_variants_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_work" ADD CONSTRAINT "image_work_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_work" ADD CONSTRAINT "image_work_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "images" ADD CONSTRAINT "images_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "images" ADD CONSTRAINT "images_uploaded_by_users_id_fk" FOREIGN KEY ("uploaded_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tags" ADD CONSTRAINT "tags_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "album_images_position" ON "album_images" USING btree ("album_id","position","image_id");--> statement-breakpoint
CREATE INDEX "album_images_image_id" ON "album_images" USING btree ("image_id");--> statement-breakpoint
CREATE INDEX "album_images_organization_id" ON "album_images" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "albums_slug" ON "albums" USING btree ("organization_id","slug");--> statement-breakpoint
CREATE INDEX "albums_parent_id" ON "albums" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "albums_cover_image_id" ON "albums" USING btree ("cover_image_id");--> statement-breakpoint
CREATE INDEX "image_tags_tag_id" ON "image_tags" USING btree ("tag_id","image_id");--> statement-breakpoint
CREATE INDEX "image_tags_organization_id" ON "image_tags" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "image_variants_organization_id" ON "image_variants" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "image_variants_key" ON "image_variants" USING btree ("key");--> statement-breakpoint
CREATE INDEX "image_work_due" ON "image_work" USING btree ("priority","due_at") WHERE "image_work"."state" = 'due';--> statement-breakpoint
CREATE INDEX "image_work_leased" ON "image_work" USING btree ("lease_until") WHERE "image_work"."state" = 'leased';--> statement-breakpoint
CREATE INDEX "image_work_quarantined" ON "image_work" USING btree ("organization_id","image_id") WHERE "image_work"."state" = 'quarantined';--> statement-breakpoint
CREATE UNIQUE INDEX "images_sha256" ON "images" USING btree ("organization_id","sha256");--> statement-breakpoint
CREATE INDEX "images_reach" ON "images" USING btree ("organization_id","reach","sort_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "images_organization_id" ON "images" USING btree ("organization_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "images_camera_model" ON "images" USING btree ("organization_id","camera_model","sort_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "images_lens_model" ON "images" USING btree ("organization_id","lens_model","sort_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "images_search" ON "images" USING gin ("search");--> statement-breakpoint
CREATE INDEX "images_uploaded_by" ON "images" USING btree ("uploaded_by");--> statement-breakpoint
CREATE INDEX "object_deletions_not_before" ON "object_deletions" USING btree ("not_before");--> statement-breakpoint
CREATE UNIQUE INDEX "tags_slug" ON "tags" USING btree ("organization_id","slug");--> statement-breakpoint
CREATE INDEX "uploads_expires_at" ON "uploads" USING btree ("expires_at") WHERE "uploads"."state" = 'open';--> statement-breakpoint
CREATE INDEX "uploads_finishing" ON "uploads" USING btree ("created_at") WHERE "uploads"."state" = 'finishing';--> statement-breakpoint
CREATE INDEX "uploads_organization_id" ON "uploads" USING btree ("organization_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "uploads_user_id" ON "uploads" USING btree ("user_id");
--> statement-breakpoint
INSERT INTO "gallery_reconcile" ("id") VALUES (1);

-- Whatever may be remembered of a gallery is remembered under its generations. Triggers raise them, and not each verb:
-- so no change is forgotten. An organization that is being deleted has none any more.
--> statement-breakpoint
CREATE FUNCTION raise_gallery(organization text, seen boolean) RETURNS void LANGUAGE sql AS $$
  INSERT INTO gallery_generations (organization_id, visibility, content)
  SELECT id, seen::int, 1 FROM organizations WHERE id = organization
  ON CONFLICT (organization_id) DO UPDATE SET
    visibility = gallery_generations.visibility + excluded.visibility,
    content = gallery_generations.content + 1
$$;
--> statement-breakpoint
CREATE FUNCTION gallery_images_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_gallery(organization_id, seen) FROM (
    SELECT after.organization_id,
      bool_or(before.reach <> after.reach OR before.access_key <> after.access_key) AS seen
    FROM before JOIN after USING (id)
    WHERE before.reach <> 'none' OR after.reach <> 'none'
    GROUP BY after.organization_id ORDER BY after.organization_id
  ) AS changed;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER images_raise AFTER UPDATE ON images REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_images_changed();
--> statement-breakpoint
CREATE FUNCTION gallery_rows_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_gallery(organization_id, TG_ARGV[0]::boolean)
    FROM (SELECT DISTINCT organization_id FROM changed ORDER BY organization_id) AS each_one;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER images_raise_delete AFTER DELETE ON images REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(true);
--> statement-breakpoint
CREATE TRIGGER gallery_settings_raise_insert AFTER INSERT ON gallery_settings REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(true);
--> statement-breakpoint
CREATE TRIGGER gallery_settings_raise_update AFTER UPDATE ON gallery_settings REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(true);
--> statement-breakpoint
CREATE TRIGGER gallery_settings_raise_delete AFTER DELETE ON gallery_settings REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(true);
--> statement-breakpoint
CREATE TRIGGER albums_raise_insert AFTER INSERT ON albums REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(true);
--> statement-breakpoint
CREATE TRIGGER albums_raise_update AFTER UPDATE ON albums REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(true);
--> statement-breakpoint
CREATE TRIGGER albums_raise_delete AFTER DELETE ON albums REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(true);
--> statement-breakpoint
CREATE TRIGGER album_images_raise_insert AFTER INSERT ON album_images REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(false);
--> statement-breakpoint
CREATE TRIGGER album_images_raise_update AFTER UPDATE ON album_images REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(false);
--> statement-breakpoint
CREATE TRIGGER album_images_raise_delete AFTER DELETE ON album_images REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(false);
--> statement-breakpoint
CREATE TRIGGER tags_raise_update AFTER UPDATE ON tags REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(false);
--> statement-breakpoint
CREATE TRIGGER tags_raise_delete AFTER DELETE ON tags REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(false);
--> statement-breakpoint
CREATE TRIGGER image_tags_raise_insert AFTER INSERT ON image_tags REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(false);
--> statement-breakpoint
CREATE TRIGGER image_tags_raise_delete AFTER DELETE ON image_tags REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION gallery_rows_changed(false);
