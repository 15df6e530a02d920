-- Deltas that wait for signatures, and what the readers of outside sources keep.

CREATE TABLE "vault_proposal_signatures" (
	"proposal_id" text NOT NULL,
	"signer_id" text NOT NULL,
	"signature" text NOT NULL,
	"signed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "vault_proposal_signatures_proposal_id_signer_id_pk" PRIMARY KEY("proposal_id","signer_id")
);
CREATE TABLE "vault_proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"vault_id" text NOT NULL,
	"nonce" bigint NOT NULL,
	"base" "bytea" NOT NULL,
	"next" "bytea" NOT NULL,
	"kind" text NOT NULL,
	"payload" "bytea" NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"proposer_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"archived_at" timestamp with time zone,
	"archived_reason" text,
	"delta_id" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "vault_proposals_id" CHECK ("vault_proposals"."id" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "vault_proposals_base" CHECK (octet_length("vault_proposals"."base") = 32),
	CONSTRAINT "vault_proposals_next" CHECK (octet_length("vault_proposals"."next") = 32),
	CONSTRAINT "vault_proposals_note" CHECK (char_length("vault_proposals"."note") <= 280),
	CONSTRAINT "vault_proposals_archived" CHECK (("vault_proposals"."archived_at" is null) = ("vault_proposals"."archived_reason" is null) and coalesce("vault_proposals"."archived_reason" in ('retracted', 'expired', 'settled'), true))
);
CREATE TABLE "vault_chain_cursors" (
	"chain_id" bigint NOT NULL,
	"registry" text NOT NULL,
	"block" bigint NOT NULL,
	CONSTRAINT "vault_chain_cursors_chain_id_registry_pk" PRIMARY KEY("chain_id","registry")
);
CREATE TABLE "vault_memory_sources" (
	"vault_id" text PRIMARY KEY NOT NULL,
	"script" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"reads" bigint DEFAULT 0 NOT NULL
);
ALTER TABLE "vault_proposal_signatures" ADD CONSTRAINT "vault_proposal_signatures_proposal_id_vault_proposals_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."vault_proposals"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "vault_proposals" ADD CONSTRAINT "vault_proposals_vault_id_vaults_id_fk" FOREIGN KEY ("vault_id") REFERENCES "public"."vaults"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "vault_proposals" ADD CONSTRAINT "vault_proposals_delta_id_vault_deltas_id_fk" FOREIGN KEY ("delta_id") REFERENCES "public"."vault_deltas"("id") ON DELETE set null ON UPDATE no action;
CREATE INDEX "vault_proposals_vault" ON "vault_proposals" USING btree ("vault_id","created_at" DESC NULLS LAST,"id");
CREATE INDEX "vault_proposals_expiry" ON "vault_proposals" USING btree ("expires_at") WHERE "vault_proposals"."archived_at" is null;
CREATE INDEX "vault_proposals_delta" ON "vault_proposals" USING btree ("delta_id");