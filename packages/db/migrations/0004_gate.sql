-- The gate and sign-in in full: keys for scripts, links for guests, pairing, second factors, passkeys, wallets, failed
-- tries of each account, and how often the gate decided what.

-- An app that a proxy of its owner's serves has no host.
ALTER TABLE "apps" ALTER COLUMN "host_id" DROP NOT NULL;
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"scopes" jsonb NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_keys_secret_hash_unique" UNIQUE("secret_hash"),
	CONSTRAINT "api_keys_secret_hash" CHECK (octet_length("api_keys"."secret_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "pairing_codes" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"created_by_session_id" text NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"qr_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"session_id" text,
	CONSTRAINT "pairing_codes_code_hash_unique" UNIQUE("code_hash"),
	CONSTRAINT "pairing_codes_qr_hash_unique" UNIQUE("qr_hash"),
	CONSTRAINT "pairing_codes_code_hash" CHECK (octet_length("pairing_codes"."code_hash") = 32),
	CONSTRAINT "pairing_codes_qr_hash" CHECK (octet_length("pairing_codes"."qr_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text,
	"public_key" text NOT NULL,
	"user_id" text NOT NULL,
	"credential_id" text NOT NULL,
	"counter" bigint NOT NULL,
	"device_type" text NOT NULL,
	"backed_up" boolean NOT NULL,
	"transports" text,
	"created_at" timestamp with time zone DEFAULT now(),
	"aaguid" text,
	CONSTRAINT "passkeys_credential_id_unique" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"user_key" text NOT NULL,
	"method" text NOT NULL,
	"count" integer DEFAULT 0 NOT NULL,
	"window_started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"locked_until" timestamp with time zone,
	CONSTRAINT "sign_in_failures_pkey" PRIMARY KEY("user_key","method"),
	CONSTRAINT "sign_in_failures_method" CHECK ("sign_in_failures"."method" in ('password', 'totp', 'backup-code', 'wallet'))
);
--> statement-breakpoint
CREATE TABLE "two_factors" (
	"id" text PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"backup_codes" text NOT NULL,
	"user_id" text NOT NULL,
	"verified" boolean DEFAULT true,
	"failed_verification_count" integer DEFAULT 0,
	"locked_until" timestamp with time zone,
	"last_used_step" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "two_factors_user_id_unique" UNIQUE("user_id")
);
--> statement-breakpoint
CREATE TABLE "wallet_addresses" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"address" text NOT NULL,
	"chain_id" integer NOT NULL,
	"is_primary" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gate_decision_counts" (
	"app_id" text NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"code" smallint NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "gate_decision_counts_pkey" PRIMARY KEY("app_id","minute","code")
);
--> statement-breakpoint
CREATE TABLE "share_links" (
	"id" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"organization_id" text NOT NULL,
	"created_by" text,
	"label" text NOT NULL,
	"path_scope" text DEFAULT '/' NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"max_uses" integer,
	"uses" integer DEFAULT 0 NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "share_links_secret_hash_unique" UNIQUE("secret_hash"),
	CONSTRAINT "share_links_uses" CHECK ("share_links"."uses" <= "share_links"."max_uses"),
	CONSTRAINT "share_links_path_scope" CHECK ("share_links"."path_scope" like '/%'),
	CONSTRAINT "share_links_secret_hash" CHECK (octet_length("share_links"."secret_hash") = 32)
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "two_factor_enabled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairing_codes" ADD CONSTRAINT "pairing_codes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairing_codes" ADD CONSTRAINT "pairing_codes_created_by_session_id_sessions_id_fk" FOREIGN KEY ("created_by_session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairing_codes" ADD CONSTRAINT "pairing_codes_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "two_factors" ADD CONSTRAINT "two_factors_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_addresses" ADD CONSTRAINT "wallet_addresses_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_decision_counts" ADD CONSTRAINT "gate_decision_counts_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_user_id" ON "api_keys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "api_keys_organization_id" ON "api_keys" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "pairing_codes_one_unused" ON "pairing_codes" USING btree ("user_id") WHERE "pairing_codes"."used_at" is null;--> statement-breakpoint
CREATE INDEX "pairing_codes_expires_at" ON "pairing_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "pairing_codes_created_by_session_id" ON "pairing_codes" USING btree ("created_by_session_id");--> statement-breakpoint
CREATE INDEX "pairing_codes_session_id" ON "pairing_codes" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "passkeys_user_id" ON "passkeys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sign_in_failures_window_started_at" ON "sign_in_failures" USING btree ("window_started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "wallet_addresses_address_chain" ON "wallet_addresses" USING btree ("address","chain_id");--> statement-breakpoint
CREATE INDEX "wallet_addresses_lower_address" ON "wallet_addresses" USING btree (lower("address"));--> statement-breakpoint
CREATE INDEX "wallet_addresses_user_id" ON "wallet_addresses" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "gate_decision_counts_minute" ON "gate_decision_counts" USING btree ("minute");--> statement-breakpoint
CREATE INDEX "share_links_app_id" ON "share_links" USING btree ("app_id");--> statement-breakpoint
CREATE INDEX "share_links_organization_id" ON "share_links" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "share_links_created_by" ON "share_links" USING btree ("created_by");--> statement-breakpoint
CREATE INDEX "share_links_expires_at" ON "share_links" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "app_sessions" ADD CONSTRAINT "app_sessions_share_link_id_share_links_id_fk" FOREIGN KEY ("share_link_id") REFERENCES "public"."share_links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "app_sessions_share_link_id" ON "app_sessions" USING btree ("share_link_id");--> statement-breakpoint
-- Keys and links are used all the time: only what narrows or ends one counts. A new one is known to nobody, so its
-- insert says nothing.

CREATE FUNCTION note_narrowed_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (topic, key)
  SELECT 'key', changed.id FROM changed JOIN before USING (id)
  WHERE (changed.user_id, changed.organization_id, changed.secret_hash, changed.scopes, changed.expires_at,
      changed.revoked_at)
    IS DISTINCT FROM (before.user_id, before.organization_id, before.secret_hash, before.scopes, before.expires_at,
      before.revoked_at);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER api_keys_changes_update AFTER UPDATE ON api_keys
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_narrowed_keys();
--> statement-breakpoint
CREATE TRIGGER api_keys_changes_delete AFTER DELETE ON api_keys REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('key', 'id');
--> statement-breakpoint
CREATE FUNCTION note_narrowed_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (topic, key)
  SELECT 'link', changed.id FROM changed JOIN before USING (id)
  WHERE (changed.app_id, changed.path_scope, changed.secret_hash, changed.expires_at, changed.revoked_at)
    IS DISTINCT FROM (before.app_id, before.path_scope, before.secret_hash, before.expires_at, before.revoked_at);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER share_links_changes_update AFTER UPDATE ON share_links
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_narrowed_links();
--> statement-breakpoint
CREATE TRIGGER share_links_changes_delete AFTER DELETE ON share_links REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('link', 'id');
--> statement-breakpoint
-- One wallet belongs to one person on all chains. The lock makes two who link it at once take turns.

CREATE FUNCTION keep_wallet_of_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('wallet ' || lower(NEW.address), 0));
  IF EXISTS (SELECT FROM wallet_addresses
    WHERE lower(address) = lower(NEW.address) AND user_id <> NEW.user_id) THEN
    RAISE EXCEPTION 'this wallet belongs to somebody else'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'wallet_addresses_one_person';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER wallet_addresses_one_person BEFORE INSERT OR UPDATE ON wallet_addresses
  FOR EACH ROW EXECUTE FUNCTION keep_wallet_of_one();
