import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns.ts";

// Vaults outlive whoever made them: no row here hangs on a session, a challenge or a person.

/** A document that its signers share, and where its history is now. Nothing of the lease is in an index: it changes often. */
export const vaults = pgTable(
  "vaults",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id").notNull(),
    createdBy: text("created_by").notNull(),
    name: text("name").notNull(),
    mode: text("mode", { enum: ["json", "sealed"] }).notNull(),
    sourceKind: text("source_kind", {
      enum: ["self", "memory", "evm-registry", "https"],
    }).notNull(),
    source: jsonb("source").notNull().default({}),
    sourceState: text("source_state", { enum: ["unverified", "verified", "ahead"] }).notNull(),
    sourceUnavailableSince: instant("source_unavailable_since"),
    threshold: integer("threshold").notNull(),
    headNonce: bigint("head_nonce", { mode: "number" }).notNull(),
    headCommitment: bytea("head_commitment").notNull(),
    /** The newest acknowledgement: the next one is chained to it. */
    ackSeq: bigint("ack_seq", { mode: "number" }).notNull(),
    ackHash: bytea("ack_hash").notNull(),
    eventSeq: bigint("event_seq", { mode: "number" }).notNull(),
    fenceToken: bigint("fence_token", { mode: "number" }).notNull().default(0),
    leaseHolder: text("lease_holder"),
    leaseUntil: instant("lease_until").notNull().default(sql`'-infinity'`),
    pausedAt: instant("paused_at"),
    pausedReason: text("paused_reason"),
    pausedBy: text("paused_by"),
    releasedAt: instant("released_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("vaults_organization").on(
      table.organizationId,
      table.updatedAt.desc().nullsFirst(),
      table.id,
    ),
    index("vaults_updated").on(table.updatedAt.desc().nullsFirst(), table.id),
    check("vaults_name", sql`char_length(${table.name}) between 1 and 80`),
    check("vaults_mode", sql`${table.mode} in ('json', 'sealed')`),
    check(
      "vaults_source_kind",
      sql`${table.sourceKind} in ('self', 'memory', 'evm-registry', 'https')`,
    ),
    check("vaults_source_state", sql`${table.sourceState} in ('unverified', 'verified', 'ahead')`),
    check("vaults_threshold", sql`${table.threshold} >= 1`),
    check("vaults_head_commitment", sql`octet_length(${table.headCommitment}) = 32`),
    check("vaults_ack_hash", sql`octet_length(${table.ackHash}) = 32`),
    check("vaults_paused", sql`(${table.pausedAt} is null) = (${table.pausedReason} is null)`),
  ],
);

/** Which vault a row is of. */
export function vaultId() {
  return text("vault_id")
    .notNull()
    .references(() => vaults.id);
}

/** The state at the head: the very bytes that its commitment is made of. */
export const vaultStates = pgTable(
  "vault_states",
  {
    vaultId: text("vault_id")
      .primaryKey()
      .references(() => vaults.id),
    nonce: bigint("nonce", { mode: "number" }).notNull(),
    bytes: bytea("bytes").notNull(),
    sha256: bytea("sha256").notNull(),
    rosterSha256: bytea("roster_sha256").notNull(),
  },
  (table) => [
    check("vault_states_sha256", sql`octet_length(${table.sha256}) = 32`),
    check("vault_states_roster_sha256", sql`octet_length(${table.rosterSha256}) = 32`),
  ],
);

/** Who shares a vault. One who was removed keeps a row. */
export const vaultSigners = pgTable(
  "vault_signers",
  {
    vaultId: vaultId(),
    signerId: text("signer_id").notNull(),
    role: text("role", { enum: ["voter", "proposer", "reader"] }).notNull(),
    label: text("label").notNull(),
    addedNonce: bigint("added_nonce", { mode: "number" }).notNull(),
    removedNonce: bigint("removed_nonce", { mode: "number" }),
  },
  (table) => [
    primaryKey({ columns: [table.vaultId, table.signerId] }),
    index("vault_signers_signer").on(table.signerId).where(sql`${table.removedNonce} is null`),
    check("vault_signers_role", sql`${table.role} in ('voter', 'proposer', 'reader')`),
  ],
);

/** The newest time that a signer has used for a change: none is taken twice, also after a signer came back. */
export const vaultAuthClocks = pgTable(
  "vault_auth_clocks",
  {
    vaultId: vaultId(),
    signerId: text("signer_id").notNull(),
    lastTimestampMs: bigint("last_timestamp_ms", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.vaultId, table.signerId] })],
);

/** Every delta that was accepted, and what became of it. */
export const vaultDeltas = pgTable(
  "vault_deltas",
  {
    id: text("id").primaryKey(),
    vaultId: vaultId(),
    nonce: bigint("nonce", { mode: "number" }).notNull(),
    kind: text("kind").notNull(),
    prev: bytea("prev").notNull(),
    next: bytea("next").notNull(),
    payload: bytea("payload").notNull(),
    digest: bytea("digest").notNull(),
    status: text("status", {
      enum: ["candidate", "canonical", "retained", "discarded"],
    }).notNull(),
    statusReason: text("status_reason"),
    statusAt: instant("status_at").notNull(),
    submittedBy: text("submitted_by").notNull(),
    acceptedAt: instant("accepted_at").notNull(),
    ackSeq: bigint("ack_seq", { mode: "number" }).notNull(),
    retryCount: integer("retry_count").notNull().default(0),
    divergenceCount: integer("divergence_count").notNull().default(0),
    abandonRequestedAt: instant("abandon_requested_at"),
    abandonConfirmCount: integer("abandon_confirm_count").notNull().default(0),
    checkSeq: bigint("check_seq", { mode: "number" }).notNull().default(0),
    countedAt: instant("counted_at").notNull(),
    nextCheckAt: instant("next_check_at"),
    lastObservation: jsonb("last_observation"),
    promotedFence: bigint("promoted_fence", { mode: "number" }),
  },
  (table) => [
    uniqueIndex("vault_deltas_one_candidate")
      .on(table.vaultId)
      .where(sql`${table.status} = 'candidate'`),
    uniqueIndex("vault_deltas_one_a_nonce")
      .on(table.vaultId, table.nonce)
      .where(sql`${table.status} in ('candidate', 'canonical')`),
    // Those that may be superseded or overtaken.
    index("vault_deltas_ended")
      .on(table.vaultId, table.nonce)
      .where(sql`${table.status} in ('retained', 'discarded')`),
    index("vault_deltas_due").on(table.nextCheckAt).where(sql`${table.nextCheckAt} is not null`),
    index("vault_deltas_status").on(
      table.status,
      table.statusAt.desc().nullsFirst(),
      table.vaultId,
      table.nonce,
    ),
    check("vault_deltas_prev", sql`octet_length(${table.prev}) = 32`),
    check("vault_deltas_next", sql`octet_length(${table.next}) = 32`),
    check("vault_deltas_digest", sql`octet_length(${table.digest}) = 32`),
    check(
      "vault_deltas_status",
      sql`case ${table.status} when 'candidate' then ${table.statusReason} is null when 'canonical' then ${table.statusReason} is null when 'retained' then coalesce(${table.statusReason} in ('exhausted', 'diverged', 'operator'), false) when 'discarded' then coalesce(${table.statusReason} in ('abandoned', 'superseded', 'expired', 'overtaken', 'exhausted', 'diverged'), false) else false end`,
    ),
  ],
);

/** What signers have signed to move a vault; kept, so that anybody can verify it again. */
export const vaultDeltaSignatures = pgTable(
  "vault_delta_signatures",
  {
    deltaId: text("delta_id")
      .notNull()
      .references(() => vaultDeltas.id, { onDelete: "cascade" }),
    signerId: text("signer_id").notNull(),
    signature: text("signature").notNull(),
    signedAt: instant("signed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.deltaId, table.signerId] })],
);

/** The server's words, chained. A row never changes and never goes, also when its delta does. */
export const vaultAcknowledgements = pgTable(
  "vault_acknowledgements",
  {
    vaultId: vaultId(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    deltaId: text("delta_id").notNull(),
    nonce: bigint("nonce", { mode: "number" }).notNull(),
    prev: bytea("prev").notNull(),
    next: bytea("next").notNull(),
    deltaDigest: bytea("delta_digest").notNull(),
    acceptedAtMs: bigint("accepted_at_ms", { mode: "number" }).notNull(),
    prevHash: bytea("prev_hash").notNull(),
    hash: bytea("hash").notNull(),
    keyId: text("key_id").notNull(),
    signature: bytea("signature").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vaultId, table.seq] }),
    check(
      "vault_acknowledgements_hashes",
      sql`octet_length(${table.prev}) = 32 and octet_length(${table.next}) = 32 and octet_length(${table.deltaDigest}) = 32 and octet_length(${table.prevHash}) = 32 and octet_length(${table.hash}) = 32`,
    ),
    check("vault_acknowledgements_signature", sql`octet_length(${table.signature}) = 64`),
  ],
);

/** What happened, in the order of the commits, without gap. */
export const vaultEvents = pgTable(
  "vault_events",
  {
    vaultId: vaultId(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    id: text("id").notNull().unique(),
    type: text("type").notNull(),
    version: integer("version").notNull().default(1),
    data: jsonb("data").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    fannedOutAt: instant("fanned_out_at"),
  },
  (table) => [
    primaryKey({ columns: [table.vaultId, table.seq] }),
    index("vault_events_unsent").on(table.createdAt).where(sql`${table.fannedOutAt} is null`),
    index("vault_events_kept").on(table.createdAt).where(sql`${table.seq} > 1`),
  ],
);

/** The keys with which this installation acknowledges; one of them at a time. */
export const vaultServerKeys = pgTable(
  "vault_server_keys",
  {
    id: text("id").primaryKey(),
    publicKey: bytea("public_key").notNull(),
    privateSealed: bytea("private_sealed").notNull(),
    /** By the key before it; null for the first. */
    successionSignature: bytea("succession_signature"),
    createdAtMs: bigint("created_at_ms", { mode: "number" }).notNull(),
    retiredAt: instant("retired_at"),
  },
  (table) => [
    uniqueIndex("vault_server_keys_one_active")
      .on(sql`(true)`)
      .where(sql`${table.retiredAt} is null`),
    check("vault_server_keys_public_key", sql`octet_length(${table.publicKey}) = 32`),
  ],
);

/** The scripted answers of a source that is only for trying things out; shared by all processes. */
export const vaultMemorySources = pgTable("vault_memory_sources", {
  vaultId: text("vault_id").primaryKey(),
  /** Observations, one a read; the last one repeats. */
  script: jsonb("script").notNull().default([]),
  reads: bigint("reads", { mode: "number" }).notNull().default(0),
});

/** Up to which block the watcher of a chain has seen a registry's log. */
export const vaultChainCursors = pgTable(
  "vault_chain_cursors",
  {
    chainId: bigint("chain_id", { mode: "number" }).notNull(),
    registry: text("registry").notNull(),
    block: bigint("block", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.chainId, table.registry] })],
);
