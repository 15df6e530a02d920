-- Tables, keys, checks and indexes. `schema_migrations` is not here: the runner makes it before it
-- reads which files have been applied.

CREATE TABLE "audit_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"target_kind" text NOT NULL,
	"target_id" text NOT NULL,
	"outcome" text NOT NULL,
	"error_code" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"address" text,
	"request_id" text,
	"replica_id" text,
	CONSTRAINT "audit_entries_outcome" CHECK ("audit_entries"."outcome" in ('success', 'denied', 'failed'))
);
CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE "device_codes" (
	"id" text PRIMARY KEY NOT NULL,
	"device_code" text NOT NULL,
	"user_code" text NOT NULL,
	"user_id" text,
	"status" text NOT NULL,
	"last_polled_at" timestamp with time zone,
	"polling_interval" integer,
	"client_id" text,
	"scope" text,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "device_codes_device_code_unique" UNIQUE("device_code"),
	CONSTRAINT "device_codes_user_code_unique" UNIQUE("user_code")
);
CREATE TABLE "invitations" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"email" text NOT NULL,
	"role" text,
	"status" text DEFAULT 'pending' NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"inviter_id" text NOT NULL,
	"token_hash" "bytea",
	CONSTRAINT "invitations_token_hash_unique" UNIQUE("token_hash")
);
CREATE TABLE "members" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text DEFAULT 'member' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE "organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"logo" text,
	"metadata" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug")
);
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"active_organization_id" text,
	"ip_address" text,
	"user_agent" text,
	"kind" text DEFAULT 'browser' NOT NULL,
	"label" text,
	"icon" text DEFAULT 'unknown' NOT NULL,
	"assurance" smallint DEFAULT 1 NOT NULL,
	"authenticated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token"),
	CONSTRAINT "sessions_kind" CHECK ("sessions"."kind" in ('browser', 'device', 'cli')),
	CONSTRAINT "sessions_icon" CHECK ("sessions"."icon" in ('unknown', 'phone', 'tablet', 'notebook', 'desktop')),
	CONSTRAINT "sessions_assurance" CHECK ("sessions"."assurance" in (1, 2))
);
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
CREATE TABLE "verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE "challenges" (
	"realm" text NOT NULL,
	"challenge_digest" "bytea" NOT NULL,
	"principal" text NOT NULL,
	"payload" jsonb NOT NULL,
	"issued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone,
	CONSTRAINT "challenges_pkey" PRIMARY KEY("realm","challenge_digest")
);
CREATE TABLE "changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"topic" text NOT NULL,
	"key" text NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
CREATE TABLE "key_sessions" (
	"realm" text NOT NULL,
	"token_digest" "bytea" NOT NULL,
	"principal" text NOT NULL,
	"subject" jsonb NOT NULL,
	"issued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"address" text,
	CONSTRAINT "key_sessions_pkey" PRIMARY KEY("realm","token_digest"),
	CONSTRAINT "key_sessions_token_digest" CHECK (octet_length("key_sessions"."token_digest") = 32)
);
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"lease_holder" text,
	"fence_token" bigint DEFAULT 0 NOT NULL,
	"acquired_at" timestamp with time zone,
	"renewed_at" timestamp with time zone,
	"lease_until" timestamp with time zone DEFAULT '-infinity' NOT NULL,
	"last_done_at" timestamp with time zone,
	CONSTRAINT "leases_name_fence" UNIQUE("name","fence_token")
);
CREATE TABLE "replicas" (
	"id" text PRIMARY KEY NOT NULL,
	"app" text NOT NULL,
	"version" text NOT NULL,
	"hostname" text NOT NULL,
	"pid" integer NOT NULL,
	"ops_url" text,
	"state" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"drain_asked_at" timestamp with time zone,
	"capacity" integer NOT NULL,
	"pool_max" integer NOT NULL,
	"schema_version" text,
	"vitals" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "replicas_app" CHECK ("replicas"."app" in ('web', 'worker', 'relay')),
	CONSTRAINT "replicas_state" CHECK ("replicas"."state" in ('starting', 'ready', 'draining', 'stopped')),
	CONSTRAINT "replicas_vitals" CHECK (octet_length("replicas"."vitals"::text) <= 8192)
);
CREATE TABLE "access_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"path" text NOT NULL,
	"match" text NOT NULL,
	"level" text NOT NULL,
	"audience" jsonb,
	"headers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "access_rules_match" CHECK ("access_rules"."match" in ('prefix', 'exact')),
	CONSTRAINT "access_rules_level" CHECK ("access_rules"."level" in ('public', 'link', 'signed-in', 'members', 'owner')),
	CONSTRAINT "access_rules_path" CHECK ("access_rules"."path" like '/%')
);
CREATE TABLE "app_addresses" (
	"id" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"hostname" text NOT NULL,
	"kind" text NOT NULL,
	"is_primary" boolean DEFAULT false NOT NULL,
	"verify_token" text,
	"verified_at" timestamp with time zone,
	CONSTRAINT "app_addresses_hostname_unique" UNIQUE("hostname"),
	CONSTRAINT "app_addresses_kind" CHECK ("app_addresses"."kind" in ('label', 'custom')),
	CONSTRAINT "app_addresses_hostname" CHECK ("app_addresses"."hostname" = lower("app_addresses"."hostname") and "app_addresses"."hostname" !~ '[:/ ]')
);
CREATE TABLE "app_gates" (
	"app_id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"carrier" text DEFAULT 'tunnel' NOT NULL,
	"identity_id" text,
	"allowed_origins" text[] DEFAULT '{}'::text[] NOT NULL,
	"pass_preflight" boolean DEFAULT false NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	CONSTRAINT "app_gates_carrier" CHECK ("app_gates"."carrier" in ('tunnel', 'external'))
);
CREATE TABLE "app_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"app_id" text NOT NULL,
	"session_id" text,
	"share_link_id" text,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "app_sessions_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "app_sessions_one_parent" CHECK (num_nonnulls("app_sessions"."session_id", "app_sessions"."share_link_id") = 1),
	CONSTRAINT "app_sessions_token_hash" CHECK (octet_length("app_sessions"."token_hash") = 32)
);
CREATE TABLE "gate_tickets" (
	"id" text PRIMARY KEY NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"session_id" text NOT NULL,
	"app_id" text NOT NULL,
	"hostname" text NOT NULL,
	"path" text NOT NULL,
	"nonce_hash" "bytea" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
CREATE TABLE "identities" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"public_key" "bytea" NOT NULL,
	"private_key_encrypted" "bytea" NOT NULL,
	"fingerprint" text NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identities_fingerprint_unique" UNIQUE("fingerprint"),
	CONSTRAINT "identities_public_key" CHECK (octet_length("identities"."public_key") = 32)
);
CREATE TABLE "app_deliveries" (
	"app_id" text PRIMARY KEY NOT NULL,
	"protocol" text DEFAULT 'http' NOT NULL,
	"target" text,
	"target_from" text DEFAULT 'declared' NOT NULL,
	"host_header" text DEFAULT 'public' NOT NULL,
	"host_header_value" text,
	"proxy_protocol" text DEFAULT 'off' NOT NULL,
	"tls_verify" boolean DEFAULT true NOT NULL,
	"answer_head_ms" integer DEFAULT 120000 NOT NULL,
	"max_request_bytes" bigint,
	"max_concurrent" integer DEFAULT 256 NOT NULL,
	"visitor_rate" integer,
	"bytes_per_second" bigint,
	"trpc_transformer" text DEFAULT 'superjson' NOT NULL,
	"maintenance" boolean DEFAULT false NOT NULL,
	"maintenance_html" text,
	"offline_html" text,
	"inspector" text DEFAULT 'off' NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	CONSTRAINT "app_deliveries_protocol" CHECK ("app_deliveries"."protocol" in ('http', 'tcp')),
	CONSTRAINT "app_deliveries_target_from" CHECK ("app_deliveries"."target_from" in ('declared', 'console')),
	CONSTRAINT "app_deliveries_host_header" CHECK ("app_deliveries"."host_header" in ('public', 'target', 'custom')),
	CONSTRAINT "app_deliveries_proxy_protocol" CHECK ("app_deliveries"."proxy_protocol" in ('off', 'v1', 'v2')),
	CONSTRAINT "app_deliveries_trpc_transformer" CHECK ("app_deliveries"."trpc_transformer" in ('superjson', 'none')),
	CONSTRAINT "app_deliveries_inspector" CHECK ("app_deliveries"."inspector" in ('off', 'metadata', 'bodies'))
);
CREATE TABLE "apps" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"host_id" text NOT NULL,
	"owner_user_id" text,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"icon" text,
	"runtime" text DEFAULT 'none' NOT NULL,
	"manifest" jsonb,
	"desired" text DEFAULT 'running' NOT NULL,
	"status" text DEFAULT 'unknown' NOT NULL,
	"status_code" text,
	"status_detail" text,
	"generation" bigint DEFAULT 0 NOT NULL,
	"reported_generation" bigint DEFAULT 0 NOT NULL,
	"last_access_at" timestamp with time zone,
	"start_requested_at" timestamp with time zone,
	"idle_stop_ms" bigint,
	"always_on" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "apps_name_unique" UNIQUE("name"),
	CONSTRAINT "apps_runtime" CHECK ("apps"."runtime" in ('none', 'process', 'compose')),
	CONSTRAINT "apps_desired" CHECK ("apps"."desired" in ('running', 'stopped', 'uninstalled'))
);
CREATE TABLE "enrolment_codes" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"created_by_user_id" text NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"machine_name" text,
	"may_publish" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"host_id" text,
	CONSTRAINT "enrolment_codes_code_hash_unique" UNIQUE("code_hash")
);
CREATE TABLE "host_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "host_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"host_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"relay_id" text,
	"epoch" bigint,
	"wire" text,
	"reason" text,
	"detail" jsonb,
	CONSTRAINT "host_events_kind" CHECK ("host_events"."kind" in ('connected', 'disconnected', 'replaced', 'refused', 'flapping'))
);
CREATE TABLE "host_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"host_id" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"not_after" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "host_keys_public_key_unique" UNIQUE("public_key"),
	CONSTRAINT "host_keys_public_key" CHECK (octet_length("host_keys"."public_key") = 32),
	CONSTRAINT "host_keys_status" CHECK ("host_keys"."status" in ('active', 'retiring', 'revoked'))
);
CREATE TABLE "host_presence" (
	"host_id" text PRIMARY KEY NOT NULL,
	"online" boolean DEFAULT false NOT NULL,
	"since" timestamp with time zone,
	"last_connected_at" timestamp with time zone,
	"last_disconnected_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone,
	"connected_relay_ids" text[] DEFAULT '{}'::text[] NOT NULL,
	"run" bigint,
	"epoch" bigint,
	"reason" text,
	"observed_at" timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE "hosts" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"machine_id" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"default_app_id" text,
	"may_publish" boolean DEFAULT false NOT NULL,
	"created_by_user_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "hosts_status" CHECK ("hosts"."status" in ('active', 'revoked'))
);
CREATE TABLE "machines" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"os" text,
	"arch" text,
	"cpu_count" integer,
	"memory_bytes" bigint,
	"agent_version" text,
	"facts_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "machines_name" CHECK (char_length("machines"."name") between 1 and 63 and "machines"."name" = btrim("machines"."name") and "machines"."name" !~ '[[:cntrl:]]')
);
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "device_codes" ADD CONSTRAINT "device_codes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "invitations" ADD CONSTRAINT "invitations_inviter_id_users_id_fk" FOREIGN KEY ("inviter_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "members" ADD CONSTRAINT "members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "access_rules" ADD CONSTRAINT "access_rules_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "app_addresses" ADD CONSTRAINT "app_addresses_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "app_gates" ADD CONSTRAINT "app_gates_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "app_gates" ADD CONSTRAINT "app_gates_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;ALTER TABLE "app_gates" ADD CONSTRAINT "app_gates_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE set null ON UPDATE no action;ALTER TABLE "app_sessions" ADD CONSTRAINT "app_sessions_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "app_sessions" ADD CONSTRAINT "app_sessions_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "gate_tickets" ADD CONSTRAINT "gate_tickets_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "gate_tickets" ADD CONSTRAINT "gate_tickets_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "identities" ADD CONSTRAINT "identities_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "app_deliveries" ADD CONSTRAINT "app_deliveries_app_id_apps_id_fk" FOREIGN KEY ("app_id") REFERENCES "public"."apps"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "apps" ADD CONSTRAINT "apps_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;ALTER TABLE "apps" ADD CONSTRAINT "apps_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;ALTER TABLE "apps" ADD CONSTRAINT "apps_owner_user_id_users_id_fk" FOREIGN KEY ("owner_user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;ALTER TABLE "enrolment_codes" ADD CONSTRAINT "enrolment_codes_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "enrolment_codes" ADD CONSTRAINT "enrolment_codes_created_by_user_id_users_id_fk" FOREIGN KEY ("created_by_user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "enrolment_codes" ADD CONSTRAINT "enrolment_codes_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE set null ON UPDATE no action;ALTER TABLE "host_events" ADD CONSTRAINT "host_events_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "host_keys" ADD CONSTRAINT "host_keys_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "host_presence" ADD CONSTRAINT "host_presence_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE cascade ON UPDATE no action;ALTER TABLE "hosts" ADD CONSTRAINT "hosts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;ALTER TABLE "hosts" ADD CONSTRAINT "hosts_machine_id_machines_id_fk" FOREIGN KEY ("machine_id") REFERENCES "public"."machines"("id") ON DELETE no action ON UPDATE no action;ALTER TABLE "hosts" ADD CONSTRAINT "hosts_default_app_id_apps_id_fk" FOREIGN KEY ("default_app_id") REFERENCES "public"."apps"("id") ON DELETE set null ON UPDATE no action;ALTER TABLE "hosts" ADD CONSTRAINT "hosts_created_by_user_id_users_id_fk" FOREIGN KEY ("created_by_user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;CREATE INDEX "audit_entries_at" ON "audit_entries" USING btree ("at");CREATE INDEX "audit_entries_actor" ON "audit_entries" USING btree ("actor_id","at");CREATE INDEX "audit_entries_target" ON "audit_entries" USING btree ("target_kind","target_id","at");CREATE INDEX "audit_entries_organization" ON "audit_entries" USING btree ("organization_id","at");CREATE INDEX "accounts_user_id" ON "accounts" USING btree ("user_id");CREATE UNIQUE INDEX "accounts_provider_account" ON "accounts" USING btree ("provider_id","account_id");CREATE INDEX "device_codes_expires_at" ON "device_codes" USING btree ("expires_at");CREATE UNIQUE INDEX "invitations_one_pending" ON "invitations" USING btree ("organization_id",lower("email")) WHERE "invitations"."status" = 'pending';CREATE INDEX "invitations_email" ON "invitations" USING btree ("email");CREATE UNIQUE INDEX "members_organization_user" ON "members" USING btree ("organization_id","user_id");CREATE INDEX "members_user_id" ON "members" USING btree ("user_id");CREATE INDEX "sessions_user_id" ON "sessions" USING btree ("user_id");CREATE INDEX "sessions_expires_at" ON "sessions" USING btree ("expires_at");CREATE UNIQUE INDEX "users_email_lower" ON "users" USING btree (lower("email"));CREATE INDEX "verifications_identifier" ON "verifications" USING btree ("identifier");CREATE INDEX "verifications_expires_at" ON "verifications" USING btree ("expires_at");CREATE INDEX "challenges_outstanding" ON "challenges" USING btree ("realm","principal") WHERE "challenges"."consumed_at" is null;CREATE INDEX "challenges_expires_at" ON "challenges" USING btree ("expires_at");CREATE INDEX "changes_xid" ON "changes" USING btree ("xid");CREATE INDEX "changes_at" ON "changes" USING btree ("at");CREATE INDEX "key_sessions_principal" ON "key_sessions" USING btree ("realm","principal");CREATE INDEX "key_sessions_expires_at" ON "key_sessions" USING btree ("expires_at");CREATE INDEX "replicas_app_seen_at" ON "replicas" USING btree ("app","seen_at");CREATE UNIQUE INDEX "access_rules_app_match_path" ON "access_rules" USING btree ("app_id","match","path");CREATE UNIQUE INDEX "app_addresses_one_primary" ON "app_addresses" USING btree ("app_id") WHERE "app_addresses"."is_primary";CREATE INDEX "app_addresses_app_id" ON "app_addresses" USING btree ("app_id");CREATE INDEX "app_gates_organization_id" ON "app_gates" USING btree ("organization_id");CREATE INDEX "app_gates_identity_id" ON "app_gates" USING btree ("identity_id");CREATE INDEX "app_sessions_app_id" ON "app_sessions" USING btree ("app_id");CREATE INDEX "app_sessions_session_id" ON "app_sessions" USING btree ("session_id","app_id");CREATE INDEX "app_sessions_expires_at" ON "app_sessions" USING btree ("expires_at");CREATE INDEX "gate_tickets_session_id" ON "gate_tickets" USING btree ("session_id");CREATE INDEX "gate_tickets_app_id" ON "gate_tickets" USING btree ("app_id");CREATE INDEX "gate_tickets_expires_at" ON "gate_tickets" USING btree ("expires_at");CREATE UNIQUE INDEX "identities_one_default" ON "identities" USING btree ("organization_id") WHERE "identities"."is_default";CREATE INDEX "identities_organization_id" ON "identities" USING btree ("organization_id");CREATE INDEX "apps_organization_id" ON "apps" USING btree ("organization_id","id");CREATE INDEX "apps_host_id" ON "apps" USING btree ("host_id");CREATE INDEX "apps_owner_user_id" ON "apps" USING btree ("owner_user_id");CREATE INDEX "enrolment_codes_organization_id" ON "enrolment_codes" USING btree ("organization_id");CREATE INDEX "enrolment_codes_expires_at" ON "enrolment_codes" USING btree ("expires_at");CREATE INDEX "host_events_host_id" ON "host_events" USING btree ("host_id","id" DESC NULLS LAST);CREATE INDEX "host_events_at" ON "host_events" USING btree ("at");CREATE UNIQUE INDEX "host_keys_one_active" ON "host_keys" USING btree ("host_id") WHERE "host_keys"."status" = 'active';CREATE INDEX "host_keys_host_id" ON "host_keys" USING btree ("host_id");CREATE INDEX "host_presence_online" ON "host_presence" USING btree ("online");CREATE UNIQUE INDEX "hosts_organization_machine_active" ON "hosts" USING btree ("organization_id","machine_id") WHERE "hosts"."status" = 'active';CREATE INDEX "hosts_organization_id" ON "hosts" USING btree ("organization_id","id");CREATE INDEX "hosts_machine_id" ON "hosts" USING btree ("machine_id");CREATE INDEX "hosts_default_app_id" ON "hosts" USING btree ("default_app_id");
