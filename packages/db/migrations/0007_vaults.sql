-- Vaults: state that its signers share and move by signed deltas. Everything accepted is acknowledged, and an
-- acknowledgement never changes and never goes.

CREATE TABLE "vault_acknowledgements" (
	"vault_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"delta_id" text NOT NULL,
	"nonce" bigint NOT NULL,
	"prev" bytea NOT NULL,
	"next" bytea NOT NULL,
	"delta_digest" bytea NOT NULL,
	"accepted_at_ms" bigint NOT NULL,
	"prev_hash" bytea NOT NULL,
	"hash" bytea NOT NULL,
	"key_id" text NOT NULL,
	"signature" bytea NOT NULL,
	CONSTRAINT "vault_acknowledgements_vault_id_seq_pk" PRIMARY KEY("vault_id","seq"),
	CONSTRAINT "vault_acknowledgements_hashes" CHECK (octet_length("vault_acknowledgements"."prev") = 32 and octet_length("vault_acknowledgements"."next") = 32 and octet_length("vault_acknowledgements"."delta_digest") = 32 and octet_length("vault_acknowledgements"."prev_hash") = 32 and octet_length("vault_acknowledgements"."hash") = 32),
	CONSTRAINT "vault_acknowledgements_signature" CHECK (octet_length("vault_acknowledgements"."signature") = 64)
);
CREATE TABLE "vault_auth_clocks" (
	"vault_id" text NOT NULL,
	"signer_id" text NOT NULL,
	"last_timestamp_ms" bigint NOT NULL,
	CONSTRAINT "vault_auth_clocks_vault_id_signer_id_pk" PRIMARY KEY("vault_id","signer_id")
);
CREATE TABLE "vault_delta_signatures" (
	"delta_id" text NOT NULL,
	"signer_id" text NOT NULL,
	"signature" text NOT NULL,
	"signed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "vault_delta_signatures_delta_id_signer_id_pk" PRIMARY KEY("delta_id","signer_id")
);
CREATE TABLE "vault_deltas" (
	"id" text PRIMARY KEY NOT NULL,
	"vault_id" text NOT NULL,
	"nonce" bigint NOT NULL,
	"kind" text NOT NULL,
	"prev" bytea NOT NULL,
	"next" bytea NOT NULL,
	"payload" bytea NOT NULL,
	"digest" bytea NOT NULL,
	"status" text NOT NULL,
	"status_reason" text,
	"status_at" timestamp with time zone NOT NULL,
	"submitted_by" text NOT NULL,
	"accepted_at" timestamp with time zone NOT NULL,
	"ack_seq" bigint NOT NULL,
	"retry_count" integer DEFAULT 0 NOT NULL,
	"divergence_count" integer DEFAULT 0 NOT NULL,
	"abandon_requested_at" timestamp with time zone,
	"abandon_confirm_count" integer DEFAULT 0 NOT NULL,
	"check_seq" bigint DEFAULT 0 NOT NULL,
	"counted_at" timestamp with time zone NOT NULL,
	"next_check_at" timestamp with time zone,
	"last_observation" jsonb,
	"promoted_fence" bigint,
	CONSTRAINT "vault_deltas_prev" CHECK (octet_length("vault_deltas"."prev") = 32),
	CONSTRAINT "vault_deltas_next" CHECK (octet_length("vault_deltas"."next") = 32),
	CONSTRAINT "vault_deltas_digest" CHECK (octet_length("vault_deltas"."digest") = 32),
	CONSTRAINT "vault_deltas_status" CHECK (case "vault_deltas"."status" when 'candidate' then "vault_deltas"."status_reason" is null when 'canonical' then "vault_deltas"."status_reason" is null when 'retained' then coalesce("vault_deltas"."status_reason" in ('exhausted', 'diverged', 'operator'), false) when 'discarded' then coalesce("vault_deltas"."status_reason" in ('abandoned', 'superseded', 'expired', 'overtaken', 'exhausted', 'diverged'), false) else false end)
);
CREATE TABLE "vault_events" (
	"vault_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"id" text NOT NULL,
	"type" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"fanned_out_at" timestamp with time zone,
	CONSTRAINT "vault_events_vault_id_seq_pk" PRIMARY KEY("vault_id","seq"),
	CONSTRAINT "vault_events_id_unique" UNIQUE("id")
);
CREATE TABLE "vault_server_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"public_key" bytea NOT NULL,
	"private_sealed" bytea NOT NULL,
	"succession_signature" "bytea",
	"created_at_ms" bigint NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "vault_server_keys_public_key" CHECK (octet_length("vault_server_keys"."public_key") = 32)
);
CREATE TABLE "vault_signers" (
	"vault_id" text NOT NULL,
	"signer_id" text NOT NULL,
	"role" text NOT NULL,
	"label" text NOT NULL,
	"added_nonce" bigint NOT NULL,
	"removed_nonce" bigint,
	CONSTRAINT "vault_signers_vault_id_signer_id_pk" PRIMARY KEY("vault_id","signer_id"),
	CONSTRAINT "vault_signers_role" CHECK ("vault_signers"."role" in ('voter', 'proposer', 'reader'))
);
CREATE TABLE "vault_states" (
	"vault_id" text PRIMARY KEY NOT NULL,
	"nonce" bigint NOT NULL,
	"bytes" bytea NOT NULL,
	"sha256" bytea NOT NULL,
	"roster_sha256" bytea NOT NULL,
	CONSTRAINT "vault_states_sha256" CHECK (octet_length("vault_states"."sha256") = 32),
	CONSTRAINT "vault_states_roster_sha256" CHECK (octet_length("vault_states"."roster_sha256") = 32)
);
CREATE TABLE "vaults" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"created_by" text NOT NULL,
	"name" text NOT NULL,
	"mode" text NOT NULL,
	"source_kind" text NOT NULL,
	"source" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"source_state" text NOT NULL,
	"source_unavailable_since" timestamp with time zone,
	"threshold" integer NOT NULL,
	"head_nonce" bigint NOT NULL,
	"head_commitment" bytea NOT NULL,
	"ack_seq" bigint NOT NULL,
	"ack_hash" bytea NOT NULL,
	"event_seq" bigint NOT NULL,
	"fence_token" bigint DEFAULT 0 NOT NULL,
	"lease_holder" text,
	"lease_until" timestamp with time zone DEFAULT '-infinity' NOT NULL,
	"paused_at" timestamp with time zone,
	"paused_reason" text,
	"paused_by" text,
	"released_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "vaults_name" CHECK (char_length("vaults"."name") between 1 and 80),
	CONSTRAINT "vaults_mode" CHECK ("vaults"."mode" in ('json', 'sealed')),
	CONSTRAINT "vaults_source_kind" CHECK ("vaults"."source_kind" in ('self', 'memory', 'evm-registry', 'https')),
	CONSTRAINT "vaults_source_state" CHECK ("vaults"."source_state" in ('unverified', 'verified', 'ahead')),
	CONSTRAINT "vaults_threshold" CHECK ("vaults"."threshold" >= 1),
	CONSTRAINT "vaults_head_commitment" CHECK (octet_length("vaults"."head_commitment") = 32),
	CONSTRAINT "vaults_ack_hash" CHECK (octet_length("vaults"."ack_hash") = 32),
	CONSTRAINT "vaults_paused" CHECK (("vaults"."paused_at" is null) = ("vaults"."paused_reason" is null))
);
ALTER TABLE "vault_acknowledgements" ADD CONSTRAINT "vault_acknowledgements_vault_id_vaults_id_fk" FOREIGN KEY ("vault_id") REFERENCES "public"."vaults"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "vault_auth_clocks" ADD CONSTRAINT "vault_auth_clocks_vault_id_vaults_id_fk" FOREIGN KEY ("vault_id") REFERENCES "public"."vaults"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "vault_delta_signatures" ADD CONSTRAINT "vault_delta_signatures_delta_id_vault_deltas_id_fk" FOREIGN KEY ("delta_id") REFERENCES "public"."vault_deltas"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "vault_deltas" ADD CONSTRAINT "vault_deltas_vault_id_vaults_id_fk" FOREIGN KEY ("vault_id") REFERENCES "public"."vaults"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "vault_events" ADD CONSTRAINT "vault_events_vault_id_vaults_id_fk" FOREIGN KEY ("vault_id") REFERENCES "public"."vaults"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "vault_signers" ADD CONSTRAINT "vault_signers_vault_id_vaults_id_fk" FOREIGN KEY ("vault_id") REFERENCES "public"."vaults"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "vault_states" ADD CONSTRAINT "vault_states_vault_id_vaults_id_fk" FOREIGN KEY ("vault_id") REFERENCES "public"."vaults"("id") ON DELETE no action ON UPDATE no action;
CREATE UNIQUE INDEX "vault_deltas_one_candidate" ON "vault_deltas" USING btree ("vault_id") WHERE "vault_deltas"."status" = 'candidate';
CREATE UNIQUE INDEX "vault_deltas_one_a_nonce" ON "vault_deltas" USING btree ("vault_id","nonce") WHERE "vault_deltas"."status" in ('candidate', 'canonical');
CREATE INDEX "vault_deltas_due" ON "vault_deltas" USING btree ("next_check_at") WHERE "vault_deltas"."next_check_at" is not null;
CREATE INDEX "vault_deltas_status" ON "vault_deltas" USING btree ("status","status_at" DESC NULLS FIRST,"vault_id","nonce");
CREATE INDEX "vault_events_unsent" ON "vault_events" USING btree ("created_at") WHERE "vault_events"."fanned_out_at" is null;
CREATE UNIQUE INDEX "vault_server_keys_one_active" ON "vault_server_keys" USING btree ((true)) WHERE "vault_server_keys"."retired_at" is null;
CREATE INDEX "vault_signers_signer" ON "vault_signers" USING btree ("signer_id") WHERE "vault_signers"."removed_nonce" is null;
CREATE INDEX "vaults_organization" ON "vaults" USING btree ("organization_id","updated_at" DESC NULLS FIRST,"id");
CREATE INDEX "vaults_updated" ON "vaults" USING btree ("updated_at" DESC NULLS FIRST,"id");

-- Rows that every accepted delta rewrites leave room for it on their page.
ALTER TABLE "vaults" SET (fillfactor = 70);
ALTER TABLE "vault_auth_clocks" SET (fillfactor = 50);

CREATE TRIGGER vault_acknowledgements_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_acknowledgements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A request that was taken once can never be taken again, whatever becomes of its signer.
CREATE FUNCTION refuse_falling_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The clock of % may not fall', OLD.signer_id
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vault_auth_clocks_rise';
END $$;

CREATE TRIGGER vault_auth_clocks_rise BEFORE UPDATE ON vault_auth_clocks FOR EACH ROW
  WHEN (NEW.last_timestamp_ms < OLD.last_timestamp_ms) EXECUTE FUNCTION refuse_falling_clock();
CREATE TRIGGER vault_auth_clocks_immutable BEFORE DELETE OR TRUNCATE ON vault_auth_clocks
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
