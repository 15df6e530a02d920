import type { SqlRunner, SqlValue } from "@homeport/db";
import type { StoredAcknowledgement } from "../acknowledgement/store.ts";
import type { DurableSignature, PreparedDelta } from "../core/index.ts";
import type { NewEvent } from "../event/new-event.ts";

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
  /** Deltas whose place this one takes, as they were read together with the newest event. */
  readonly superseded: readonly string[];
  readonly eventSeq: number;
}

/** `isClocked`: the request's time was taken now. `isMoved`: the delta, and all that belongs to it, is stored. */
export async function acceptDelta(
  sql: SqlRunner,
  acceptance: Acceptance,
): Promise<{ readonly isClocked: boolean; readonly isMoved: boolean }> {
  const { text, params } = writeAcceptance(acceptance);
  const [row] = await sql.query(text, params);
  return { isClocked: row?.["is_clocked"] === true, isMoved: row?.["is_moved"] === true };
}

/**
 * One statement, hence one transaction and one way to the store and back. The vault's row decides: it moves only from the
 * head, and from the acknowledgement, that this one was computed from. A statement that waits for the row looks at both
 * again when it gets it, so of several that were computed from the same row one moves it.
 *
 * It says only what this acceptance has to do. Parts that a parameter switched off would be planned anew each time: that is
 * cheaper in the planner's eyes than to run them for nothing, and dearer than all the rest.
 */
function writeAcceptance(acceptance: Acceptance): { text: string; params: SqlValue[] } {
  const { prepared, acknowledged, signatures, events, isCanonical, hasClock } = acceptance;
  const { next } = prepared;
  const params: SqlValue[] = [
    ...[next.vaultId, acceptance.signerId, acceptance.timestampMs],
    ...[prepared.prev, next.nonce, acknowledged.seq - 1, next.commitment],
    ...[prepared.kind, prepared.payload, prepared.digest, acceptance.deltaId],
    ...[acknowledged.acceptedAtMs, acknowledged.prevHash, acknowledged.hash],
    ...[acknowledged.keyId, acknowledged.signature],
    signatures.map(({ signerId }) => signerId),
    signatures.map(({ signature }) => signature),
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ data }) => JSON.stringify(data)),
  ];
  const given = (value: SqlValue) => `$${params.push(value)}`;
  const isClocked = hasClock ? "" : "and exists (select from clock)";
  // What became of those whose place is taken has an event: without a newer one they are as they were read.
  const isSame =
    acceptance.superseded.length === 0
      ? ""
      : `and event_seq = ${given(acceptance.eventSeq)}::bigint`;
  const moves = isCanonical
    ? `, head_nonce = $5, head_commitment = $7, threshold = ${given(next.roster.threshold)}::integer
    ${next.isReleased ? ", released_at = clock_timestamp()" : ""}`
    : "";
  const parts = [
    takeClock(hasClock),
    `moved as (
  update vaults set ack_seq = ack_seq + 1, ack_hash = $14, event_seq = event_seq + cardinality($19::text[]),
    updated_at = clock_timestamp()${moves}
  where id = $1 and head_nonce = $5 - 1 and head_commitment = $4 and ack_seq = $6
    and paused_at is null and released_at is null ${isClocked} ${isSame}
    and not exists (select from vault_deltas where vault_id = $1 and status = 'candidate')
  returning event_seq)`,
    ...(isCanonical ? [] : [supersede]),
    insertDelta(isCanonical),
    insertSignatures,
    insertAcknowledgement,
    ...(isCanonical ? [writeState(given, acceptance)] : []),
    ...(isCanonical && prepared.kind === "roster@1"
      ? writeRoster(given(JSON.stringify(next.roster.signers)))
      : []),
    settle(isCanonical),
    insertEvents,
  ];
  const clocked = hasClock ? "false" : "exists (select from clock)";
  const text = `with ${parts.join(",\n")}
select ${clocked} as is_clocked, exists (select from moved) as is_moved`;
  return { text, params };
}

/** The parameters of a time that is taken already still have to have a type. */
function takeClock(hasClock: boolean): string {
  return hasClock
    ? "clock as (select $2::text, $3::bigint)"
    : `clock as (
  update vault_auth_clocks set last_timestamp_ms = $3::bigint
  where vault_id = $1 and signer_id = $2 and last_timestamp_ms < $3::bigint returning 1)`;
}

const supersede = `superseded as (
  update vault_deltas set status = 'discarded', status_reason = 'superseded', status_at = clock_timestamp()
  from moved where vault_id = $1 and nonce = $5
    and (status = 'retained' or (status = 'discarded' and status_reason = 'abandoned')))`;

function insertDelta(isCanonical: boolean): string {
  const [status, due] = isCanonical ? ["canonical", "null::timestamptz"] : ["candidate", "at"];
  return `delta as (
  insert into vault_deltas (id, vault_id, nonce, kind, prev, next, payload, digest, status, status_at, submitted_by,
    accepted_at, ack_seq, counted_at, next_check_at)
  select $11, $1, $5, $8, $4, $7, $9, $10, '${status}', at, $2, at, $6 + 1, at, ${due}
  from moved, (select to_timestamp($12::bigint / 1000.0) as at) accepted)`;
}

const insertSignatures = `signed as (
  insert into vault_delta_signatures (delta_id, signer_id, signature, signed_at)
  select $11, s.signer_id, s.signature, to_timestamp($12::bigint / 1000.0)
  from moved, unnest($17::text[], $18::text[]) s (signer_id, signature))`;

const insertAcknowledgement = `acknowledged as (
  insert into vault_acknowledgements (vault_id, seq, delta_id, nonce, prev, next, delta_digest, accepted_at_ms,
    prev_hash, hash, key_id, signature)
  select $1, $6 + 1, $11, $5, $4, $7, $10, $12, $13, $14, $15, $16 from moved)`;

function writeState(
  given: (value: SqlValue) => string,
  { prepared, stateSha256, rosterSha256 }: Acceptance,
): string {
  const { stateBytes } = prepared.next;
  return `state as (
  update vault_states set nonce = $5, bytes = ${given(stateBytes)}, sha256 = ${given(stateSha256)},
    roster_sha256 = ${given(rosterSha256)} from moved where vault_id = $1)`;
}

function writeRoster(signers: string): string[] {
  const rows = (columns: string) => `json_to_recordset(${signers}::text::json) r (${columns})`;
  return [
    `gone as (
  update vault_signers set removed_nonce = $5
  from moved where vault_id = $1 and removed_nonce is null
    and signer_id not in (select r.id from ${rows("id text")}))`,
    `signers as (
  insert into vault_signers as known (vault_id, signer_id, role, label, added_nonce)
  select $1, r.id, r.role, r.label, $5
  from moved, ${rows("id text, role text, label text")}
  on conflict (vault_id, signer_id) do update set role = excluded.role, label = excluded.label, removed_nonce = null,
    added_nonce = case when known.removed_nonce is null then known.added_nonce else excluded.added_nonce end)`,
    `clocks as (
  insert into vault_auth_clocks (vault_id, signer_id, last_timestamp_ms)
  select $1, r.id, $12 from moved, ${rows("id text")}
  on conflict do nothing)`,
  ];
}

function settle(isCanonical: boolean): string {
  const ends = isCanonical ? ", archived_at = clock_timestamp(), archived_reason = 'settled'" : "";
  return `proposal as (
  update vault_proposals set delta_id = $11${ends}
  from moved where vault_proposals.id = encode($10::bytea, 'hex') and vault_id = $1)`;
}

const insertEvents = `events as (
  insert into vault_events (vault_id, seq, id, type, data)
  select $1, moved.event_seq - cardinality($19::text[]) + e.at, e.id, e.type, e.data::jsonb
  from moved, unnest($19::text[], $20::text[], $21::text[]) with ordinality e (id, type, data, at))`;
