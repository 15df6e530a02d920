-- The catalog: what is served of its git repository, and how it came to be.

CREATE TABLE "catalog_asset" (
	"sha256" text PRIMARY KEY NOT NULL,
	"media_type" text NOT NULL,
	"width" integer,
	"height" integer,
	"bytes" "bytea" NOT NULL,
	"size_bytes" integer NOT NULL
);
CREATE TABLE "catalog_author" (
	"user_id" text PRIMARY KEY NOT NULL,
	"pseudonym" text NOT NULL,
	CONSTRAINT "catalog_author_pseudonym_unique" UNIQUE("pseudonym")
);
CREATE TABLE "catalog_commit" (
	"commit_id" text PRIMARY KEY NOT NULL,
	"generation" bigint NOT NULL
);
CREATE TABLE "catalog_delivery" (
	"id" uuid PRIMARY KEY NOT NULL,
	"mode" text NOT NULL,
	"replay_key" text,
	"header_id" text,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seq" bigint,
	"outcome" text,
	CONSTRAINT "catalog_delivery_replay_key_unique" UNIQUE("replay_key"),
	CONSTRAINT "catalog_delivery_mode" CHECK ("catalog_delivery"."mode" in ('bearer', 'hub', 'timestamped'))
);
CREATE TABLE "catalog_generation" (
	"generation" bigint PRIMARY KEY NOT NULL,
	"commit_id" text NOT NULL,
	"tree_id" text NOT NULL,
	"parent_generation" bigint,
	"origin" text NOT NULL,
	"record_schema" integer NOT NULL,
	"added" integer NOT NULL,
	"changed" integer NOT NULL,
	"removed" integer NOT NULL,
	"fence" bigint NOT NULL,
	"actor_id" text,
	"reason" text,
	"accepted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "catalog_generation_origin" CHECK ("catalog_generation"."origin" in ('sync', 'write', 'rollback', 'resume', 'rewrite'))
);
CREATE TABLE "catalog_operation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"request_id" text NOT NULL,
	"action" text NOT NULL,
	"slug" text NOT NULL,
	"entry_id" text,
	"files" jsonb NOT NULL,
	"reason" text,
	"base_generation" bigint NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"commit_id" text,
	"generation" bigint,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone,
	"error_code" text,
	"conflict" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "catalog_operation_request_id_unique" UNIQUE("request_id"),
	CONSTRAINT "catalog_operation_action" CHECK ("catalog_operation"."action" in ('create', 'update', 'remove', 'rename', 'sweep')),
	CONSTRAINT "catalog_operation_state" CHECK ("catalog_operation"."state" in ('queued', 'committed', 'pushed', 'live', 'conflicted', 'refused'))
);
CREATE TABLE "catalog_quarantine" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"oid" text NOT NULL,
	"problems" jsonb NOT NULL,
	"served_version_id" bigint,
	"since_generation" bigint NOT NULL,
	"cleared_generation" bigint,
	CONSTRAINT "catalog_quarantine_kind" CHECK ("catalog_quarantine"."kind" in ('store', 'category', 'maintainer', 'redirect', 'entry'))
);
CREATE TABLE "catalog_rejection" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tip_commit" text NOT NULL,
	"validator_version" text NOT NULL,
	"problem_count" integer NOT NULL,
	"problems" jsonb NOT NULL,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"resolved_generation" bigint
);
CREATE TABLE "catalog_replica" (
	"replica_id" text PRIMARY KEY NOT NULL,
	"app_version" text NOT NULL,
	"record_schema" integer NOT NULL,
	"state" text NOT NULL,
	"generation" bigint,
	"wanted_generation" bigint,
	"error_code" text,
	"error" text,
	"apply_ms" integer,
	"entries" integer,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "catalog_replica_state" CHECK ("catalog_replica"."state" in ('starting', 'ready', 'applying', 'refused', 'degraded'))
);
CREATE TABLE "catalog_source" (
	"id" text PRIMARY KEY DEFAULT 'main' NOT NULL,
	"lineage" uuid DEFAULT gen_random_uuid() NOT NULL,
	"remote_label" text NOT NULL,
	"branch" text NOT NULL,
	"mode" text DEFAULT 'following' NOT NULL,
	"accepted_generation" bigint,
	"tip_commit" text,
	"checked_at" timestamp with time zone,
	"wanted_seq" bigint DEFAULT 0 NOT NULL,
	"done_seq" bigint DEFAULT 0 NOT NULL,
	"wanted_by" text DEFAULT 'boot' NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"held_tip" text,
	"paused_tip" text,
	"last_error_code" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone,
	CONSTRAINT "catalog_source_one" CHECK ("catalog_source"."id" = 'main'),
	CONSTRAINT "catalog_source_mode" CHECK ("catalog_source"."mode" in ('following', 'paused', 'held')),
	CONSTRAINT "catalog_source_done" CHECK ("catalog_source"."done_seq" <= "catalog_source"."wanted_seq")
);
CREATE TABLE "catalog_sync" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "catalog_sync_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"seq_through" bigint NOT NULL,
	"trigger" text NOT NULL,
	"outcome" text NOT NULL,
	"from_generation" bigint,
	"to_generation" bigint,
	"tip_commit" text,
	"error_code" text,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE "catalog_version" (
	"version_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "catalog_version_version_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"lean" jsonb NOT NULL,
	"files" jsonb NOT NULL,
	"digest" text NOT NULL,
	"from_generation" bigint NOT NULL,
	"to_generation" bigint,
	CONSTRAINT "catalog_version_kind" CHECK ("catalog_version"."kind" in ('store', 'category', 'maintainer', 'redirect', 'entry')),
	CONSTRAINT "catalog_version_span" CHECK ("catalog_version"."to_generation" > "catalog_version"."from_generation")
);
ALTER TABLE "catalog_source" ADD CONSTRAINT "catalog_source_accepted" FOREIGN KEY ("accepted_generation") REFERENCES "public"."catalog_generation"("generation") ON DELETE no action ON UPDATE no action;
CREATE INDEX "catalog_commit_generation" ON "catalog_commit" USING btree ("generation");
CREATE INDEX "catalog_delivery_received" ON "catalog_delivery" USING btree ("received_at");
CREATE INDEX "catalog_delivery_header" ON "catalog_delivery" USING btree ("header_id") WHERE "catalog_delivery"."header_id" is not null;
CREATE INDEX "catalog_operation_open" ON "catalog_operation" USING btree ("created_at") WHERE "catalog_operation"."state" in ('queued', 'committed', 'pushed');
CREATE INDEX "catalog_operation_actor" ON "catalog_operation" USING btree ("actor_id","created_at" DESC NULLS LAST);
CREATE UNIQUE INDEX "catalog_quarantine_current" ON "catalog_quarantine" USING btree ("kind","key") WHERE "catalog_quarantine"."cleared_generation" is null;
CREATE UNIQUE INDEX "catalog_rejection_tip" ON "catalog_rejection" USING btree ("tip_commit","validator_version");
CREATE INDEX "catalog_replica_heartbeat" ON "catalog_replica" USING btree ("heartbeat_at");
CREATE INDEX "catalog_sync_seq" ON "catalog_sync" USING btree ("seq_through");
CREATE UNIQUE INDEX "catalog_version_current" ON "catalog_version" USING btree ("kind","key") WHERE "catalog_version"."to_generation" is null;
CREATE INDEX "catalog_version_from" ON "catalog_version" USING btree ("from_generation");
CREATE INDEX "catalog_version_to" ON "catalog_version" USING btree ("to_generation") WHERE "catalog_version"."to_generation" is not null;