-- What is done to an app on its host: one row an operation, of which at most one of an app is pending. An app that is
-- being removed gives its name up at once, though its host may be away for long.

CREATE TABLE "app_operations" (
	"id" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"kind" text NOT NULL,
	"cause" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"generation" bigint NOT NULL,
	"delete_data" boolean DEFAULT false NOT NULL,
	"requested_by" text,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"error_code" text,
	"error_detail" text,
	"log_tail" text DEFAULT '' NOT NULL,
	CONSTRAINT "app_operations_kind" CHECK ("app_operations"."kind" in ('install', 'start', 'stop', 'reinstall', 'uninstall')),
	CONSTRAINT "app_operations_cause" CHECK ("app_operations"."cause" in ('person', 'visit', 'idle', 'always-on')),
	CONSTRAINT "app_operations_state" CHECK ("app_operations"."state" in ('queued', 'running', 'done', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "apps" DROP CONSTRAINT "apps_name_unique";--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "autostart" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "app_operations" ADD CONSTRAINT "app_operations_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app_operations" ADD CONSTRAINT "app_operations_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "app_operations_one_pending" ON "app_operations" USING btree ("app_id") WHERE "app_operations"."state" in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "app_operations_app_id" ON "app_operations" USING btree ("app_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "app_operations_pending" ON "app_operations" USING btree ("requested_at") WHERE "app_operations"."state" in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "app_operations_requested_by" ON "app_operations" USING btree ("requested_by");--> statement-breakpoint
CREATE UNIQUE INDEX "apps_name" ON "apps" USING btree ("name") WHERE "apps"."desired" <> 'uninstalled';--> statement-breakpoint
CREATE INDEX "apps_managed_by_host" ON "apps" USING btree ("host_id") WHERE "apps"."runtime" <> 'none';--> statement-breakpoint
CREATE INDEX "apps_running" ON "apps" USING btree ("last_access_at") WHERE "apps"."status" = 'running';
