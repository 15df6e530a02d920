import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns.ts";
import { vaultDeltas, vaultId } from "./vaults.ts";

/** A delta that waits for signatures. Its id is the delta's digest: opening the same one twice is opening it once. */
export const vaultProposals = pgTable(
  "vault_proposals",
  {
    id: text("id").primaryKey(),
    vaultId: vaultId(),
    nonce: bigint("nonce", { mode: "number" }).notNull(),
    base: bytea("base").notNull(),
    next: bytea("next").notNull(),
    kind: text("kind").notNull(),
    payload: bytea("payload").notNull(),
    note: text("note").notNull().default(""),
    proposerId: text("proposer_id").notNull(),
    expiresAt: instant("expires_at").notNull(),
    archivedAt: instant("archived_at"),
    archivedReason: text("archived_reason", { enum: ["retracted", "expired", "settled"] }),
    deltaId: text("delta_id").references(() => vaultDeltas.id, { onDelete: "set null" }),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    index("vault_proposals_vault").on(table.vaultId, table.createdAt.desc(), table.id),
    index("vault_proposals_expiry").on(table.expiresAt).where(sql`${table.archivedAt} is null`),
    index("vault_proposals_delta").on(table.deltaId),
    check("vault_proposals_id", sql`${table.id} ~ '^[0-9a-f]{64}$'`),
    check("vault_proposals_base", sql`octet_length(${table.base}) = 32`),
    check("vault_proposals_next", sql`octet_length(${table.next}) = 32`),
    check("vault_proposals_note", sql`char_length(${table.note}) <= 280`),
    check(
      "vault_proposals_archived",
      sql`(${table.archivedAt} is null) = (${table.archivedReason} is null) and coalesce(${table.archivedReason} in ('retracted', 'expired', 'settled'), true)`,
    ),
  ],
);

/** One row a signature, put in and never changed: fifty who sign at once lose none. */
export const vaultProposalSignatures = pgTable(
  "vault_proposal_signatures",
  {
    proposalId: text("proposal_id")
      .notNull()
      .references(() => vaultProposals.id, { onDelete: "cascade" }),
    signerId: text("signer_id").notNull(),
    signature: text("signature").notNull(),
    signedAt: instant("signed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.proposalId, table.signerId] })],
);
