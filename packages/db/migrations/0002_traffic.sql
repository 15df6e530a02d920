-- What apps answered by the minute, and how their hosts last reached them. Neither is in the gate's snapshot, so
-- no trigger writes to the change log.

CREATE TABLE "app_targets" (
	"app_id" text PRIMARY KEY NOT NULL,
	"error" text,
	"reported_at" timestamp with time zone DEFAULT now() NOT NULL,
	"agent_at_ms" bigint NOT NULL
);
CREATE TABLE "app_traffic_minutes" (
	"app_id" text NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"status_class" smallint NOT NULL,
	"requests" integer NOT NULL,
	"bytes_in" bigint NOT NULL,
	"bytes_out" bigint NOT NULL,
	"duration_ms" bigint NOT NULL,
	"latency_buckets" integer[] NOT NULL,
	CONSTRAINT "app_traffic_minutes_app_id_minute_status_class_pk" PRIMARY KEY("app_id","minute","status_class"),
	CONSTRAINT "app_traffic_minutes_status_class" CHECK ("app_traffic_minutes"."status_class" between 0 and 5)
);
ALTER TABLE "app_targets" ADD CONSTRAINT "app_targets_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "app_traffic_minutes" ADD CONSTRAINT "app_traffic_minutes_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "app_traffic_minutes_minute" ON "app_traffic_minutes" USING btree ("minute");
