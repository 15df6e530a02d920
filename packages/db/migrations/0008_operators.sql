-- Who operates the installation beside those whom the configuration names: people, and keys that programs sign in by.

CREATE TABLE "operators" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"user_id" text,
	"key_id" text,
	"label" text NOT NULL,
	"permissions" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "operators_one_of_both" CHECK (("operators"."kind" = 'user' and "operators"."user_id" is not null and "operators"."key_id" is null)
        or ("operators"."kind" = 'key' and "operators"."key_id" is not null and "operators"."user_id" is null)),
	CONSTRAINT "operators_key_id" CHECK ("operators"."key_id" ~ '^ed25519:[0-9a-f]{64}$'),
	CONSTRAINT "operators_permissions" CHECK (cardinality("operators"."permissions") > 0 and "operators"."permissions" <@ array['fleet.read', 'fleet.operate', 'queue.operate', 'audit.read', 'vault.operate', 'catalog.edit', 'catalog.operate'])
);
ALTER TABLE "operators" ADD CONSTRAINT "operators_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
CREATE UNIQUE INDEX "operators_live_user" ON "operators" USING btree ("user_id") WHERE "operators"."revoked_at" is null;
CREATE UNIQUE INDEX "operators_live_key" ON "operators" USING btree ("key_id") WHERE "operators"."revoked_at" is null;
CREATE INDEX "operators_user_id" ON "operators" USING btree ("user_id");
