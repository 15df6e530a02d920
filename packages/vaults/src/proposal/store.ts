import type { SqlRow, SqlRunner } from "@homeport/db";
import { z } from "zod";
import {
  type DeltaStatus,
  type DurableSignature,
  type Hash,
  type ProposalFacts,
  type ProposalState,
  readProposalState,
  toBase64Url,
} from "../core/index.ts";
import { bytes, count, instant, instantOrNull, printedHash } from "../row.ts";

const proposalRow = z.object({
  id: z.string(),
  nonce: count,
  base: bytes,
  next: bytes,
  kind: z.string(),
  payload: bytes,
  note: z.string(),
  proposer_id: z.string(),
  expires_at: instant,
  created_at: instant,
  archived_at: instantOrNull,
  archived_reason: z.enum(["retracted", "expired", "settled"]).nullable(),
  delta_id: z.string().nullable(),
  delta_status: z.enum(["candidate", "canonical", "retained", "discarded"]).nullable(),
  is_at_head: z.boolean(),
  threshold: z.number(),
  now_ms: count,
  voters: z.array(z.string()).nullable(),
  signatures: z
    .array(z.object({ signerId: z.string(), signature: z.string(), signedAt: instant }))
    .nullable(),
});

/** A proposal as it stands, judged by the roster, the head and the store's clock of now. */
export interface StoredProposal {
  readonly id: string;
  readonly nonce: number;
  readonly base: Hash;
  readonly next: Hash;
  readonly kind: string;
  readonly payload: Uint8Array;
  readonly proposerId: string;
  readonly deltaStatus: DeltaStatus | null;
  readonly facts: ProposalFacts;
  readonly storeNowMs: number;
  /** Of those who vote now. */
  readonly votes: readonly DurableSignature[];
  readonly view: ProposalView;
}

/** A proposal in print, with who has signed it and who has not. */
export interface ProposalView {
  readonly id: string;
  readonly nonce: number;
  readonly base: string;
  readonly next: string;
  readonly kind: string;
  readonly payloadBase64: string;
  readonly note: string;
  readonly proposerId: string;
  readonly state: ProposalState;
  readonly deltaId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly archivedAt: Date | null;
  /** All that were given, also by those who have no vote. */
  readonly signatures: readonly (DurableSignature & { readonly signedAt: Date })[];
  /** Voters of now who have signed, and who have not. */
  readonly signed: readonly string[];
  readonly missing: readonly string[];
  readonly collected: number;
  readonly required: number;
}

const columns = `p.id, p.nonce, p.base, p.next, p.kind, p.payload, p.note, p.proposer_id, p.expires_at, p.created_at,
  p.archived_at, p.archived_reason, p.delta_id, d.status as delta_status, v.threshold,
  p.base = v.head_commitment and p.nonce = v.head_nonce + 1 as is_at_head,
  floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms,
  (select json_agg(g.signer_id order by g.signer_id) filter (where g.role = 'voter' and g.removed_nonce is null)
    from vault_signers g where g.vault_id = v.id) as voters,
  (select json_agg(json_build_object('signerId', s.signer_id, 'signature', s.signature, 'signedAt', s.signed_at)
      order by s.signed_at, s.signer_id)
    from vault_proposal_signatures s where s.proposal_id = p.id) as signatures`;

const from = `from vault_proposals p join vaults v on v.id = p.vault_id left join vault_deltas d on d.id = p.delta_id`;

function toProposal(row: z.infer<typeof proposalRow>): StoredProposal {
  const voters = row.voters ?? [];
  const signatures = row.signatures ?? [];
  const hasSigned = (voter: string) => signatures.some(({ signerId }) => signerId === voter);
  const signed = voters.filter(hasSigned);
  const facts: ProposalFacts = {
    ...{ archivedReason: row.archived_reason, deltaStatus: row.delta_status },
    ...{ isAtHead: row.is_at_head, expiresAtMs: row.expires_at.getTime() },
    ...{ collected: signed.length, required: row.threshold },
  };
  return {
    ...{ id: row.id, nonce: row.nonce, base: row.base, next: row.next, kind: row.kind },
    ...{ payload: row.payload, proposerId: row.proposer_id, deltaStatus: row.delta_status },
    ...{ facts, storeNowMs: row.now_ms },
    votes: signatures
      .filter(({ signerId }) => voters.includes(signerId))
      .map(({ signerId, signature }) => ({ signerId, signature })),
    view: {
      ...{ id: row.id, nonce: row.nonce, kind: row.kind, note: row.note },
      ...{ base: printedHash.parse(row.base), next: printedHash.parse(row.next) },
      ...{ payloadBase64: toBase64Url(row.payload), proposerId: row.proposer_id },
      ...{ state: readProposalState(facts, row.now_ms), deltaId: row.delta_id },
      ...{ createdAt: row.created_at, expiresAt: row.expires_at, archivedAt: row.archived_at },
      ...{ signatures, signed, missing: voters.filter((voter) => !hasSigned(voter)) },
      ...{ collected: facts.collected, required: facts.required },
    },
  };
}

const selectOneText = `select ${columns} ${from} where p.vault_id = $1 and p.id = $2`;

export async function selectProposal(
  sql: SqlRunner,
  vaultId: string,
  proposalId: string,
): Promise<StoredProposal | null> {
  const [row] = await sql.query(selectOneText, [vaultId, proposalId]);
  return row === undefined ? null : toProposal(proposalRow.parse(row));
}

const selectPageText = `
select ${columns}, p.created_at::text as created_key ${from}
where p.vault_id = $1 and ($2::text is null or p.created_at < $2::timestamptz or (p.created_at = $2::timestamptz and p.id > $3))
order by p.created_at desc, p.id limit $4`;

/** Where a proposal stands in the list. */
export interface ProposalPlace {
  readonly createdKey: string;
  readonly id: string;
}

/** A proposal in its place; without a view where its row cannot be read, so that the list goes on past it. */
export interface ListedProposal {
  readonly place: ProposalPlace;
  readonly view: ProposalView | null;
}

const placeRow = z
  .object({ created_key: z.string(), id: z.string() })
  .transform(({ created_key: createdKey, id }): ProposalPlace => ({ createdKey, id }));

/** Proposals from the newest on, after a place. */
export async function selectProposals(
  sql: SqlRunner,
  of: { vaultId: string; after: ProposalPlace | null; limit: number },
): Promise<ListedProposal[]> {
  const { vaultId, after, limit } = of;
  const params = [vaultId, after?.createdKey ?? null, after?.id ?? null, limit];
  const rows = await sql.query(selectPageText, params);
  return rows.map((row) => ({ place: placeRow.parse(row), view: readView(row) }));
}

function readView(given: SqlRow): ProposalView | null {
  const row = proposalRow.safeParse(given);
  return row.success ? toProposal(row.data).view : null;
}

const countViableText = `
select count(*)::int as viable ${from}
where p.vault_id = $1 and p.base = v.head_commitment and p.archived_at is null and p.expires_at > clock_timestamp()
  and (d.id is null or d.status in ('retained', 'discarded'))`;

/** Proposals that wait; only under the lock of the vault's row is that more than a guess. */
export async function countViable(sql: SqlRunner, vaultId: string): Promise<number> {
  const [row] = await sql.query(countViableText, [vaultId]);
  return z.number().parse(row?.["viable"]);
}

const insertText = `
insert into vault_proposals (id, vault_id, nonce, base, next, kind, payload, note, proposer_id, expires_at, created_at)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, at + $10::bigint * interval '1 millisecond', at
from clock_timestamp() at`;

export interface NewProposal {
  readonly id: string;
  readonly vaultId: string;
  readonly nonce: number;
  readonly base: Hash;
  readonly next: Hash;
  readonly kind: string;
  readonly payload: Uint8Array;
  readonly note: string;
  readonly proposerId: string;
  readonly expiresInMs: number;
}

export async function insertProposal(sql: SqlRunner, row: NewProposal): Promise<void> {
  await sql.query(insertText, [
    ...[row.id, row.vaultId, row.nonce, row.base, row.next, row.kind, row.payload],
    ...[row.note, row.proposerId, row.expiresInMs],
  ]);
}

const insertSignatureText = `
insert into vault_proposal_signatures (proposal_id, signer_id, signature, signed_at)
values ($1, $2, $3, clock_timestamp()) on conflict do nothing`;

/** A row of its own: nobody who signs at the same time can lose it. The first one of a signer stays. */
export async function insertProposalSignature(
  sql: SqlRunner,
  proposalId: string,
  { signerId, signature }: DurableSignature,
): Promise<void> {
  await sql.query(insertSignatureText, [proposalId, signerId, signature]);
}

const archiveText = `
update vault_proposals set archived_at = clock_timestamp(), archived_reason = $2
where id = $1 and archived_at is null`;

export async function archiveProposal(
  sql: SqlRunner,
  proposalId: string,
  reason: "retracted" | "expired",
): Promise<void> {
  await sql.query(archiveText, [proposalId, reason]);
}

const restoreText = `
update vault_proposals set archived_at = null, archived_reason = null where id = $1 and archived_reason = 'retracted'`;

export async function unarchiveProposal(sql: SqlRunner, proposalId: string): Promise<void> {
  await sql.query(restoreText, [proposalId]);
}
