import type { SqlRow, SqlRunner } from "@homeport/db";
import type { StoredAcknowledgement } from "../acknowledgement/store.ts";
import type {
  DurableSignature,
  PreparedDelta,
  Roster,
  Signer,
  VaultVersion,
} from "../core/index.ts";
import type { NewEvent } from "../event/new-event.ts";
import type { SourceKind } from "../vault/source-kind.ts";
import type { AcknowledgementHead } from "./acknowledge.ts";

/** All that one submission has to know, of one moment. */
export interface VaultFacts {
  readonly version: VaultVersion;
  readonly organizationId: string;
  readonly sourceKind: SourceKind;
  readonly acknowledged: AcknowledgementHead;
  readonly paused: { readonly at: Date; readonly reason: string } | null;
  readonly storeNowMs: number;
  /** The newest time that the asking signer has used; null for one who was never a signer here. */
  readonly lastTimestampMs: number | null;
  readonly candidate: { readonly id: string; readonly acceptedAtMs: number } | null;
  /** The delta at the asked nonce that waits, or is history. */
  readonly atNonce: { readonly id: string; readonly digest: Uint8Array } | null;
  /** The asked delta was proposed before. */
  readonly isProposed: boolean;
}

const selectFacts = `
select v.organization_id, v.mode, v.source_kind, v.threshold, v.head_nonce, v.head_commitment, v.ack_seq, v.ack_hash,
  v.paused_at, v.paused_reason, v.released_at is not null as is_released, s.bytes,
  floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms,
  (select json_agg(json_build_object('id', g.signer_id, 'role', g.role, 'label', g.label) order by g.signer_id)
    from vault_signers g where g.vault_id = v.id and g.removed_nonce is null) as signers,
  (select last_timestamp_ms from vault_auth_clocks c where c.vault_id = v.id and c.signer_id = $2) as last_timestamp_ms,
  exists (select from vault_proposals p where p.id = $4 and p.vault_id = v.id) as is_proposed,
  w.id as candidate_id, floor(extract(epoch from w.accepted_at) * 1000)::bigint as candidate_at_ms,
  n.id as delta_id, n.digest as delta_digest
from vaults v
join vault_states s on s.vault_id = v.id
left join vault_deltas w on w.vault_id = v.id and w.status = 'candidate'
left join vault_deltas n on n.vault_id = v.id and n.nonce = $3 and n.status in ('candidate', 'canonical')
where v.id = $1`;

/** Which facts: of which vault, asked by whom, and about which delta. */
export interface FactsKey {
  readonly vaultId: string;
  readonly signerId: string;
  readonly nonce: number;
  /** 64 hex digits of the delta's digest. */
  readonly proposalId: string;
}

/** Null for a vault that does not exist. */
export async function readFacts(sql: SqlRunner, of: FactsKey): Promise<VaultFacts | null> {
  const params = [of.vaultId, of.signerId, of.nonce, of.proposalId];
  const [row] = await sql.query(selectFacts, params);
  return row === undefined ? null : toFacts(of.vaultId, row as FactsRow);
}

/** As the driver gives it: bigint is text. */
interface FactsRow extends SqlRow {
  readonly organization_id: string;
  readonly mode: VaultVersion["mode"];
  readonly source_kind: SourceKind;
  readonly threshold: number;
  readonly head_nonce: string;
  readonly head_commitment: Uint8Array;
  readonly ack_seq: string;
  readonly ack_hash: Uint8Array;
  readonly paused_at: Date | string | null;
  readonly paused_reason: string | null;
  readonly is_released: boolean;
  readonly bytes: Uint8Array;
  readonly now_ms: string;
  readonly signers: readonly Signer[];
  readonly last_timestamp_ms: string | null;
  readonly is_proposed: boolean;
  readonly candidate_id: string | null;
  readonly candidate_at_ms: string | null;
  readonly delta_id: string | null;
  readonly delta_digest: Uint8Array | null;
}

function toFacts(vaultId: string, row: FactsRow): VaultFacts {
  const roster: Roster = { threshold: row.threshold, signers: row.signers };
  return {
    version: {
      ...{ vaultId, mode: row.mode, nonce: Number(row.head_nonce), stateBytes: row.bytes, roster },
      ...{ commitment: row.head_commitment, isReleased: row.is_released },
    },
    organizationId: row.organization_id,
    sourceKind: row.source_kind,
    acknowledged: { seq: Number(row.ack_seq), hash: row.ack_hash },
    paused:
      row.paused_at === null
        ? null
        : { at: new Date(row.paused_at), reason: row.paused_reason ?? "" },
    storeNowMs: Number(row.now_ms),
    isProposed: row.is_proposed,
    lastTimestampMs: row.last_timestamp_ms === null ? null : Number(row.last_timestamp_ms),
    candidate:
      row.candidate_id === null
        ? null
        : { id: row.candidate_id, acceptedAtMs: Number(row.candidate_at_ms) },
    atNonce:
      row.delta_id === null || row.delta_digest === null
        ? null
        : { id: row.delta_id, digest: row.delta_digest },
  };
}

const raiseClockText = `
update vault_auth_clocks set last_timestamp_ms = $3
where vault_id = $1 and signer_id = $2 and last_timestamp_ms < $3 returning 1`;

/** Takes the request's time, alone; false where it, or a later one, was taken already. */
export async function raiseClock(
  sql: SqlRunner,
  of: { readonly vaultId: string; readonly signerId: string; readonly timestampMs: number },
): Promise<boolean> {
  const rows = await sql.query(raiseClockText, [of.vaultId, of.signerId, of.timestampMs]);
  return rows.length > 0;
}

/**
 * One statement, hence one transaction and one way to the store and back. The vault's row decides: it moves only from the
 * head, and from the acknowledgement, that this one was computed from. A statement that waits for the row looks at both
 * again when it gets it, so of several that were computed from the same row one moves it.
 */
const acceptText = `
with clock as (
  update vault_auth_clocks set last_timestamp_ms = $3::bigint
  where vault_id = $1 and signer_id = $2 and last_timestamp_ms < $3::bigint returning 1),
moved as (
  update vaults set ack_seq = ack_seq + 1, ack_hash = $14, event_seq = event_seq + cardinality($26::text[]),
    updated_at = clock_timestamp(),
    head_nonce = case when $19::boolean then $5 else head_nonce end,
    head_commitment = case when $19::boolean then $7 else head_commitment end,
    threshold = case when $19::boolean then $24 else threshold end,
    released_at = case when $19::boolean and $23::boolean then clock_timestamp() else released_at end
  where id = $1 and head_nonce = $5 - 1 and head_commitment = $4 and ack_seq = $6
    and paused_at is null and released_at is null
    and ($29::boolean or exists (select from clock))
    and not exists (select from vault_deltas where vault_id = $1 and status = 'candidate')
  returning event_seq),
superseded as (
  update vault_deltas set status = 'discarded', status_reason = 'superseded', status_at = clock_timestamp()
  from moved where vault_id = $1 and nonce = $5
    and (status = 'retained' or (status = 'discarded' and status_reason = 'abandoned'))),
delta as (
  insert into vault_deltas (id, vault_id, nonce, kind, prev, next, payload, digest, status, status_at, submitted_by,
    accepted_at, ack_seq, counted_at, next_check_at)
  select $11, $1, $5, $8, $4, $7, $9, $10, case when $19::boolean then 'canonical' else 'candidate' end, at, $2,
    at, $6 + 1, at, case when $19::boolean then null else at end
  from moved, (select to_timestamp($12::bigint / 1000.0) as at) accepted),
signed as (
  insert into vault_delta_signatures (delta_id, signer_id, signature, signed_at)
  select $11, s.signer_id, s.signature, to_timestamp($12::bigint / 1000.0)
  from moved, unnest($17::text[], $18::text[]) s (signer_id, signature)),
acknowledged as (
  insert into vault_acknowledgements (vault_id, seq, delta_id, nonce, prev, next, delta_digest, accepted_at_ms,
    prev_hash, hash, key_id, signature)
  select $1, $6 + 1, $11, $5, $4, $7, $10, $12, $13, $14, $15, $16 from moved),
state as (
  update vault_states set nonce = $5, bytes = $20, sha256 = $21, roster_sha256 = $22
  from moved where vault_id = $1 and $19::boolean),
gone as (
  update vault_signers set removed_nonce = $5
  from moved where vault_id = $1 and removed_nonce is null and $25::text is not null
    and signer_id not in (select r.id from json_to_recordset($25::text::json) r (id text))),
signers as (
  insert into vault_signers as known (vault_id, signer_id, role, label, added_nonce)
  select $1, r.id, r.role, r.label, $5
  from moved, json_to_recordset($25::text::json) r (id text, role text, label text)
  on conflict (vault_id, signer_id) do update set role = excluded.role, label = excluded.label, removed_nonce = null,
    added_nonce = case when known.removed_nonce is null then known.added_nonce else excluded.added_nonce end),
clocks as (
  insert into vault_auth_clocks (vault_id, signer_id, last_timestamp_ms)
  select $1, r.id, $12 from moved, json_to_recordset($25::text::json) r (id text)
  on conflict do nothing),
proposal as (
  update vault_proposals set delta_id = $11,
    archived_at = case when $19::boolean then clock_timestamp() else archived_at end,
    archived_reason = case when $19::boolean then 'settled' else archived_reason end
  from moved where vault_proposals.id = encode($10::bytea, 'hex') and vault_id = $1),
events as (
  insert into vault_events (vault_id, seq, id, type, data)
  select $1, moved.event_seq - cardinality($26::text[]) + e.at, e.id, e.type, e.data::jsonb
  from moved, unnest($26::text[], $27::text[], $28::text[]) with ordinality e (id, type, data, at))
select exists (select from clock) as is_clocked, exists (select from moved) as is_moved`;

export interface Acceptance {
  readonly signerId: string;
  readonly timestampMs: number | null;
  /** The request's time was taken before, or it bears none. */
  readonly hasClock: boolean;
  readonly prepared: PreparedDelta;
  readonly acknowledged: StoredAcknowledgement;
  readonly deltaId: string;
  readonly signatures: readonly DurableSignature[];
  /** Nothing outside has a say: the delta is history as it is accepted. */
  readonly isCanonical: boolean;
  readonly stateSha256: Uint8Array;
  readonly rosterSha256: Uint8Array;
  readonly events: readonly NewEvent[];
}

/** `isClocked`: the request's time was taken now. `isMoved`: the delta, and all that belongs to it, is stored. */
export async function acceptDelta(
  sql: SqlRunner,
  acceptance: Acceptance,
): Promise<{ readonly isClocked: boolean; readonly isMoved: boolean }> {
  const { prepared, acknowledged, signatures, events } = acceptance;
  const { next } = prepared;
  const changesRoster = acceptance.isCanonical && prepared.kind === "roster@1";
  const rows = await sql.query(acceptText, [
    ...[next.vaultId, acceptance.signerId, acceptance.timestampMs],
    ...[prepared.prev, next.nonce, acknowledged.seq - 1, next.commitment],
    ...[prepared.kind, prepared.payload, prepared.digest, acceptance.deltaId],
    ...[acknowledged.acceptedAtMs, acknowledged.prevHash, acknowledged.hash],
    ...[acknowledged.keyId, acknowledged.signature],
    signatures.map(({ signerId }) => signerId),
    signatures.map(({ signature }) => signature),
    ...[acceptance.isCanonical, next.stateBytes, acceptance.stateSha256, acceptance.rosterSha256],
    ...[next.isReleased, next.roster.threshold],
    changesRoster ? JSON.stringify(next.roster.signers) : null,
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ data }) => JSON.stringify(data)),
    acceptance.hasClock,
  ]);
  return { isClocked: rows[0]?.["is_clocked"] === true, isMoved: rows[0]?.["is_moved"] === true };
}
