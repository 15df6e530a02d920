import type { SqlRow, SqlRunner } from "@homeport/db";
import { z } from "zod";
import { gathered } from "../gathered.ts";
import { bytes, count, instant, instantOrNull, printedHash } from "../row.ts";
import { integrityFailure, integrityFailureText } from "../verify/integrity-store.ts";
import { accessColumns, accessColumnsFor, readAccessRow } from "./access-store.ts";
import type { VaultAccess } from "./reader.ts";
import { signersColumn } from "./signers-column.ts";

const roster = z.object({
  threshold: z.number(),
  signers: z.array(
    z.object({ id: z.string(), role: z.enum(["voter", "proposer", "reader"]), label: z.string() }),
  ),
});

/** What waits, as its vault shows it. */
const candidate = z.object({
  id: z.string(),
  nonce: z.number(),
  kind: z.string(),
  acceptedAt: instant,
  abandonRequestedAt: instantOrNull,
  retryCount: z.number(),
  divergenceCount: z.number(),
  nextCheckAt: instantOrNull,
  lastObservation: z.unknown(),
});

const candidateText = `(select json_build_object('id', w.id, 'nonce', w.nonce, 'kind', w.kind, 'acceptedAt', w.accepted_at,
    'abandonRequestedAt', w.abandon_requested_at, 'retryCount', w.retry_count, 'divergenceCount', w.divergence_count,
    'nextCheckAt', w.next_check_at, 'lastObservation', w.last_observation)
  from vault_deltas w where w.vault_id = v.id and w.status = 'candidate') as candidate`;

const openProposalsText = `(select count(*) from vault_proposals p left join vault_deltas d on d.id = p.delta_id
  where p.vault_id = v.id and p.base = v.head_commitment and p.archived_at is null and p.expires_at > clock_timestamp()
    and (d.id is null or d.status in ('retained', 'discarded'))) as open_proposals`;

/** A vault in one word: the most pressing that can be said of it. */
const stateText = `case
  when v.released_at is not null then 'released'
  when v.paused_at is not null then 'paused'
  when v.source_state = 'ahead' then 'ahead'
  when exists (select from vault_deltas w where w.vault_id = v.id and w.status = 'candidate') then 'waiting'
  when exists (select from vault_deltas r where r.vault_id = v.id and r.nonce = v.head_nonce + 1 and r.status = 'retained')
    then 'unresolved'
  else 'canonical' end`;

export const vaultStates = [
  "canonical",
  "waiting",
  "unresolved",
  "paused",
  "released",
  "ahead",
] as const;
export type VaultState = (typeof vaultStates)[number];

const shared = {
  id: z.string(),
  organization_id: z.string(),
  name: z.string(),
  mode: z.enum(["json", "sealed"]),
  source_kind: z.enum(["self", "memory", "evm-registry", "https"]),
  source_state: z.enum(["unverified", "verified", "ahead"]),
  source_unavailable_since: instantOrNull,
  state: z.enum(vaultStates),
  threshold: z.number(),
  head_nonce: count,
  head_commitment: printedHash,
  event_seq: count,
  open_proposals: count,
  candidate: candidate.nullable(),
  integrity_failure: integrityFailure.nullable(),
  paused_at: instantOrNull,
  paused_reason: z.string().nullable(),
  released_at: instantOrNull,
  created_at: instant,
  updated_at: instant,
};

const sharedColumns = `v.id, v.organization_id, v.name, v.mode, v.source_kind, v.source_state, v.source_unavailable_since,
  v.threshold, v.head_nonce, v.head_commitment, v.event_seq, v.paused_at, v.paused_reason, v.released_at, v.created_at,
  v.updated_at, ${stateText} as state, ${openProposalsText}, ${candidateText},
  ${integrityFailureText}`;

function toShared(row: z.infer<z.ZodObject<typeof shared>>) {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    mode: row.mode,
    sourceState: row.source_state,
    sourceUnavailableSince: row.source_unavailable_since,
    state: row.state,
    threshold: row.threshold,
    candidate: row.candidate,
    eventSeq: row.event_seq,
    openProposals: row.open_proposals,
    /** What the newest verification found; null while the vault holds. */
    integrityFailure: row.integrity_failure,
    pausedAt: row.paused_at,
    pausedReason: row.paused_reason,
    releasedAt: row.released_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

const vaultRow = z
  .object({
    ...shared,
    source: z.record(z.string(), z.unknown()),
    signers: roster.shape.signers,
    created_with: roster.nullable(),
    sha256: printedHash,
    roster_sha256: printedHash,
    ack_seq: count,
    ack_hash: printedHash,
  })
  .transform((row) => ({
    ...toShared(row),
    source: { ...row.source, kind: row.source_kind },
    signers: row.signers,
    /** With which roster it began: the one that signed its creation. */
    createdWith: row.created_with,
    head: {
      nonce: row.head_nonce,
      commitment: row.head_commitment,
      stateSha256: row.sha256,
      rosterSha256: row.roster_sha256,
    },
    acknowledgement: { seq: row.ack_seq, hash: row.ack_hash },
  }));

/** A vault with all that is known of it but its state. */
export type VaultView = z.infer<typeof vaultRow>;

/** Each vault by itself, and planned once however many there are, as the facts of a submission. */
const selectVaultsText = `
select asked.at, shown.*
from unnest((select $1::text[]), (select $2::text[])) with ordinality asked (vault_id, signer_id, at)
cross join lateral (
select ${sharedColumns}, v.source, v.ack_seq, v.ack_hash, s.sha256, s.roster_sha256,
  ${signersColumn},
  (select e.data -> 'roster' from vault_events e where e.vault_id = v.id and e.seq = 1) as created_with,
  ${accessColumnsFor("asked.signer_id")}
from vaults v join vault_states s on s.vault_id = v.id where v.id = asked.vault_id limit 1) shown`;

interface VaultKey {
  readonly vaultId: string;
  readonly signerId: string;
}

const mostVaults = 50;

const readVaultRow = gathered(selectVaultRows, mostVaults);

async function selectVaultRows(
  sql: SqlRunner,
  of: readonly VaultKey[],
): Promise<readonly (SqlRow | undefined)[]> {
  const rows = await sql.query(selectVaultsText, [
    of.map(({ vaultId }) => vaultId),
    of.map(({ signerId }) => signerId),
  ]);
  const found = new Map(rows.map((row) => [Number(row["at"]), row]));
  return of.map((_, index) => found.get(index + 1));
}

/**
 * A vault, and what decides whether it may be shown; null where there is none. Those whom others ask for at the same time
 * come by the same statement.
 */
export async function selectVault(
  sql: SqlRunner,
  vaultId: string,
  signerId: string,
): Promise<{ readonly vault: VaultView; readonly access: VaultAccess } | null> {
  const row = await readVaultRow(sql, { vaultId, signerId });
  return row === undefined ? null : { vault: vaultRow.parse(row), access: readAccessRow(row) };
}

const summaryRow = z
  .object({ ...shared, voters: count, order_key: z.string() })
  .transform((row) => ({
    ...toShared(row),
    source: { kind: row.source_kind },
    head: { nonce: row.head_nonce, commitment: row.head_commitment },
    voters: row.voters,
    /** Its place in a list: an instant is cut to milliseconds, the place must not be. */
    orderKey: row.order_key,
  }));

/** A vault in a list. */
export type VaultSummary = z.infer<typeof summaryRow>;

/** Which vaults: of an organization, those that list a signer, or, where both are null, all there are. */
export interface VaultsFilter {
  readonly organizationId: string | null;
  readonly signerId: string | null;
  readonly search: string | null;
  readonly state: VaultState | null;
  readonly sort: VaultOrder;
}

export const vaultOrders = ["changed", "created", "name"] as const;
export type VaultOrder = (typeof vaultOrders)[number];

/** How each order is spelled: its key, which place comes after another, and in which direction keys go. */
const orders: Readonly<Record<VaultOrder, { key: string; after: string; by: string }>> = {
  changed: { key: "v.updated_at", after: "v.updated_at < $5::timestamptz", by: "desc" },
  created: { key: "v.created_at", after: "v.created_at < $5::timestamptz", by: "desc" },
  name: { key: "lower(v.name)", after: "lower(v.name) > $5", by: "asc" },
};

/** `$5` and `$6` are a place in the order. */
function selectSummariesText(order: VaultOrder): string {
  const { key, after, by } = orders[order];
  const place = order === "name" ? "$5" : "$5::timestamptz";
  return `
select ${sharedColumns}, (${key})::text as order_key,
  (select count(*) filter (where g.role = 'voter' and g.removed_nonce is null) from vault_signers g
    where g.vault_id = v.id) as voters
from vaults v
where ($1::text is null or v.organization_id = $1)
  and ($2::text is null or exists (select from vault_signers m
    where m.vault_id = v.id and m.signer_id = $2 and m.removed_nonce is null))
  and ($3::text is null or v.name ilike '%' || $3 || '%' or v.id = $3)
  and ($4::text is null or ${stateText} = $4)
  and ($5::text is null or ${after} or (${key} = ${place} and v.id > $6))
order by ${key} ${by}, v.id limit $7`;
}

export async function selectSummaries(
  sql: SqlRunner,
  filter: VaultsFilter,
  after: { readonly orderKey: string; readonly id: string } | null,
  limit: number,
): Promise<VaultSummary[]> {
  const rows: readonly SqlRow[] = await sql.query(selectSummariesText(filter.sort), [
    ...[filter.organizationId, filter.signerId, filter.search && escapeLike(filter.search)],
    ...[filter.state, after?.orderKey ?? null, after?.id ?? null, limit],
  ]);
  return rows.map((row) => summaryRow.parse(row));
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

const selectStateText = `
select v.mode, v.head_nonce, v.head_commitment, s.bytes, s.sha256, ${accessColumns}
from vaults v join vault_states s on s.vault_id = v.id where v.id = $1`;

const stateRow = z
  .object({
    mode: z.enum(["json", "sealed"]),
    head_nonce: count,
    head_commitment: printedHash,
    bytes,
    sha256: printedHash,
  })
  .transform((row) => ({
    ...{ mode: row.mode, nonce: row.head_nonce, commitment: row.head_commitment },
    ...{ bytes: row.bytes, sha256: row.sha256 },
  }));

/** The state at a vault's head: the very bytes that its commitment is made of. */
export type VaultStateView = z.infer<typeof stateRow>;

export async function selectState(
  sql: SqlRunner,
  vaultId: string,
  signerId: string,
): Promise<{ readonly state: VaultStateView; readonly access: VaultAccess } | null> {
  const [row] = await sql.query(selectStateText, [vaultId, signerId]);
  return row === undefined ? null : { state: stateRow.parse(row), access: readAccessRow(row) };
}
