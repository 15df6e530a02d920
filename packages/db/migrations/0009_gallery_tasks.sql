-- Runs over many photos, and addresses that open one album.

CREATE TABLE "gallery_share_links" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"album_id" text NOT NULL,
	"label" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"password_hash" text,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"download" text,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"opened_count" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "gallery_share_links_secret_hash_unique" UNIQUE("secret_hash"),
	CONSTRAINT "gallery_share_links_download" CHECK ("gallery_share_links"."download" in ('never', 'clean', 'original'))
);
CREATE TABLE "gallery_share_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"link_id" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "gallery_share_sessions_secret_hash_unique" UNIQUE("secret_hash")
);
CREATE TABLE "task_issues" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"run_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"level" text NOT NULL,
	"stage" text NOT NULL,
	"code" text NOT NULL,
	"summary" text NOT NULL,
	"detail" text,
	"image_id" text,
	CONSTRAINT "task_issues_level" CHECK ("task_issues"."level" in ('warning', 'error')),
	CONSTRAINT "task_issues_stage" CHECK ("task_issues"."stage" in ('prepare', 'fetch', 'sniff', 'parse-exif', 'decode', 'encode', 'store', 'persist'))
);
CREATE TABLE "task_run_images" (
	"organization_id" text NOT NULL,
	"run_id" text NOT NULL,
	"image_id" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	CONSTRAINT "task_run_images_run_id_image_id_pk" PRIMARY KEY("run_id","image_id"),
	CONSTRAINT "task_run_images_state_word" CHECK ("task_run_images"."state" in ('pending', 'done', 'skipped', 'failed', 'cancelled'))
);
CREATE TABLE "task_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"kind" text NOT NULL,
	"scope" jsonb NOT NULL,
	"state" text NOT NULL,
	"matched" integer NOT NULL,
	"started_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"cancel_asked_at" timestamp with time zone,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "task_runs_kind" CHECK ("task_runs"."kind" in ('preprocess-images', 'refresh-metadata')),
	CONSTRAINT "task_runs_state" CHECK ("task_runs"."state" in ('queued', 'running', 'cancelling', 'cancelled', 'succeeded', 'partial', 'failed'))
);
ALTER TABLE "gallery_share_links" ADD CONSTRAINT "gallery_share_links_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "gallery_share_links" ADD CONSTRAINT "gallery_share_links_album_id_albums_id_fk" FOREIGN KEY ("album_id") REFERENCES "public"."albums"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "gallery_share_links" ADD CONSTRAINT "gallery_share_links_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;
ALTER TABLE "gallery_share_sessions" ADD CONSTRAINT "gallery_share_sessions_link_id_gallery_share_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."gallery_share_links"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "task_issues" ADD CONSTRAINT "task_issues_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "task_issues" ADD CONSTRAINT "task_issues_run_id_task_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."task_runs"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "task_issues" ADD CONSTRAINT "task_issues_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE set null ON UPDATE no action;
ALTER TABLE "task_run_images" ADD CONSTRAINT "task_run_images_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "task_run_images" ADD CONSTRAINT "task_run_images_run_id_task_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."task_runs"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "task_run_images" ADD CONSTRAINT "task_run_images_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "task_runs" ADD CONSTRAINT "task_runs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "task_runs" ADD CONSTRAINT "task_runs_started_by_users_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;
CREATE INDEX "gallery_share_links_album_id" ON "gallery_share_links" USING btree ("album_id");
CREATE INDEX "gallery_share_links_organization_id" ON "gallery_share_links" USING btree ("organization_id","id" DESC NULLS LAST);
CREATE INDEX "gallery_share_links_created_by" ON "gallery_share_links" USING btree ("created_by");
CREATE INDEX "gallery_share_sessions_link_id" ON "gallery_share_sessions" USING btree ("link_id");
CREATE INDEX "gallery_share_sessions_expires_at" ON "gallery_share_sessions" USING btree ("expires_at");
CREATE INDEX "task_issues_run_id" ON "task_issues" USING btree ("run_id","id" DESC NULLS LAST);
CREATE INDEX "task_issues_organization_id" ON "task_issues" USING btree ("organization_id");
CREATE INDEX "task_issues_image_id" ON "task_issues" USING btree ("image_id");
CREATE INDEX "task_run_images_state" ON "task_run_images" USING btree ("run_id","state");
CREATE INDEX "task_run_images_image_id" ON "task_run_images" USING btree ("image_id");
CREATE INDEX "task_run_images_organization_id" ON "task_run_images" USING btree ("organization_id");
CREATE UNIQUE INDEX "task_runs_one_active" ON "task_runs" USING btree ("organization_id","kind") WHERE "task_runs"."state" in ('queued', 'running', 'cancelling');
CREATE INDEX "task_runs_organization_id" ON "task_runs" USING btree ("organization_id","id" DESC NULLS LAST);
CREATE INDEX "task_runs_started_by" ON "task_runs" USING btree ("started_by");