import type { SqlRow, SqlRunner } from "@homeport/db";
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
export interface Accepted {
  readonly isClocked: boolean;
  readonly isMoved: boolean;
}

/** One acceptance by a statement of its own, which waits for the vault's row where somebody else holds it. */
export async function acceptDelta(sql: SqlRunner, acceptance: Acceptance): Promise<Accepted> {
  const text = acceptanceText(shapeOf(acceptance), "");
  const [row] = await sql.query(text, [[JSON.stringify(toAsked(acceptance, 0))]]);
  return readOutcome(row);
}

/**
 * `isHeld`: a row was held by somebody else, or taken by another acceptance of this statement, so it has to be tried again,
 * alone, by what waits for it.
 */
export interface AcceptedTogether extends Accepted {
  readonly isHeld: boolean;
}

/**
 * Acceptances of one shape by one statement: each is stored or not by itself, of several for one vault one. It waits for no
 * row, so nobody's delta waits for a vault that is not theirs, and no two such statements for one another.
 */
export async function acceptDeltas(
  sql: SqlRunner,
  acceptances: readonly Acceptance[],
): Promise<readonly AcceptedTogether[]> {
  const [first] = acceptances;
  if (first === undefined) return [];
  const text = acceptanceText(shapeOf(first), "skip locked");
  const rows = await sql.query(text, [
    acceptances.map((one, at) => JSON.stringify(toAsked(one, at))),
  ]);
  return rows.map((row) => ({ ...readOutcome(row), isHeld: row["is_held"] === true }));
}

function readOutcome(row: SqlRow | undefined): Accepted {
  return { isClocked: row?.["is_clocked"] === true, isMoved: row?.["is_moved"] === true };
}

/** What an acceptance has to do, beside what all do. */
interface Shape {
  readonly takesClock: boolean;
  readonly isCanonical: boolean;
  readonly isRoster: boolean;
}

function shapeOf({ hasClock, isCanonical, prepared }: Acceptance): Shape {
  return {
    takesClock: !hasClock,
    isCanonical,
    isRoster: isCanonical && prepared.kind === "roster@1",
  };
}

/** The same for two acceptances that one statement can store. */
export function printShape(acceptance: Acceptance): string {
  return JSON.stringify(shapeOf(acceptance));
}

const askedColumns = `at integer, vault_id text, signer_id text, timestamp_ms bigint, kind text, payload bytea, digest bytea,
  prev bytea, nonce bigint, next bytea, threshold integer, is_released boolean, delta_id text, ack_seq bigint,
  accepted_at_ms bigint, prev_hash bytea, hash bytea, key_id text, signature bytea, state_bytes bytea, state_sha256 bytea,
  roster_sha256 bytea, signers json, signatures json, events json, event_seq bigint`;

function toAsked(acceptance: Acceptance, at: number): Record<string, unknown> {
  const { prepared, acknowledged, isCanonical } = acceptance;
  const { next } = prepared;
  return {
    ...{ at, vault_id: next.vaultId, signer_id: acceptance.signerId },
    ...{ timestamp_ms: acceptance.timestampMs, kind: prepared.kind, nonce: next.nonce },
    ...{ payload: hex(prepared.payload), digest: hex(prepared.digest) },
    ...{ prev: hex(prepared.prev), next: hex(next.commitment) },
    ...{ threshold: next.roster.threshold, is_released: next.isReleased },
    ...{ delta_id: acceptance.deltaId, ack_seq: acknowledged.seq - 1 },
    ...{ accepted_at_ms: acknowledged.acceptedAtMs, prev_hash: hex(acknowledged.prevHash) },
    ...{ hash: hex(acknowledged.hash), key_id: acknowledged.keyId },
    signature: hex(acknowledged.signature),
    ...(isCanonical && {
      ...{ state_bytes: hex(next.stateBytes), state_sha256: hex(acceptance.stateSha256) },
      ...{ roster_sha256: hex(acceptance.rosterSha256), signers: next.roster.signers },
    }),
    signatures: acceptance.signatures.map(({ signerId, signature }) => ({
      ...{ signer_id: signerId, signature },
    })),
    events: acceptance.events,
    // What became of those whose place is taken has an event: without a newer one they are as they were read.
    event_seq: acceptance.superseded.length === 0 ? null : acceptance.eventSeq,
  };
}

function hex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

const hasTime =
  "c.vault_id = a.vault_id and c.signer_id = a.signer_id and c.last_timestamp_ms < a.timestamp_ms";

const isAtHead = `v.id = a.vault_id and v.head_nonce = a.nonce - 1 and v.head_commitment = a.prev and v.ack_seq = a.ack_seq
    and v.paused_at is null and v.released_at is null and (a.event_seq is null or v.event_seq = a.event_seq)
    and not exists (select from vault_deltas d where d.vault_id = a.vault_id and d.status = 'candidate')`;

/**
 * One statement, hence one transaction and one way to the store and back. A vault's row decides: it moves only from the
 * head, and from the acknowledgement, that its acceptance was computed from. It is locked first, as an update locks it: who had
 * to wait for it looks at both again when it gets it, so of several that were computed from the same row one moves it. All
 * times are taken before any vault's row, as by everybody who takes both.
 *
 * It says only what acceptances of this shape have to do. How many they are is kept from the planner by the inner select: it
 * would hold each number for a reason to plan anew, which takes longer than to run. It takes them for ten, and so finds each row
 * by its index.
 */
function acceptanceText(shape: Shape, patience: "" | "skip locked"): string {
  const { takesClock, isCanonical, isRoster } = shape;
  const moves = isCanonical
    ? `, head_nonce = a.nonce, head_commitment = a.next, threshold = a.threshold,
    released_at = case when a.is_released then clock_timestamp() end`
    : "";
  const parts = [
    `asked as materialized (
  select a.* from unnest((select $1::text[])) given cross join lateral json_to_record(given::json) a (${askedColumns}))`,
    ...(takesClock ? takeClock(patience) : []),
    `free as (
  select a.at, free.id from asked a cross join lateral (
    select v.id from vaults v where ${isAtHead} for no key update ${patience}) free
  ${takesClock ? "where exists (select from clock where clock.at = a.at)" : ""})`,
    `moved as (
  update vaults v set ack_seq = v.ack_seq + 1, ack_hash = a.hash, event_seq = v.event_seq + json_array_length(a.events),
    updated_at = clock_timestamp()${moves}
  from free join asked a using (at) where v.id = free.id
  returning v.event_seq as last_event_seq, a.*)`,
    ...(isCanonical ? [] : [supersede]),
    insertDelta(isCanonical),
    ...[insertSignatures, insertAcknowledgement, settle(isCanonical), insertEvents],
    ...(isCanonical ? [writeState] : []),
    ...(isRoster ? writeRoster : []),
  ];
  const clocked = takesClock ? "exists (select from clock where clock.at = a.at)" : "false";
  const moved = "exists (select from moved where moved.at = a.at)";
  return `with ${parts.join(",\n")}
select ${clocked} as is_clocked, ${moved} as is_moved,
  not ${moved} and exists (select from vaults v where ${isAtHead})${
    takesClock ? ` and exists (select from vault_auth_clocks c where ${hasTime})` : ""
  } as is_held
from asked a order by a.at`;
}

function takeClock(patience: string): string[] {
  return [
    `unused as (
  select a.at, a.timestamp_ms, unused.* from asked a cross join lateral (
    select c.vault_id, c.signer_id from vault_auth_clocks c where ${hasTime} for no key update ${patience}) unused)`,
    `clock as (
  update vault_auth_clocks c set last_timestamp_ms = unused.timestamp_ms from unused
  where c.vault_id = unused.vault_id and c.signer_id = unused.signer_id returning unused.at)`,
  ];
}

const supersede = `superseded as (
  update vault_deltas d set status = 'discarded', status_reason = 'superseded', status_at = clock_timestamp()
  from moved where d.vault_id = moved.vault_id and d.nonce = moved.nonce
    and (d.status = 'retained' or (d.status = 'discarded' and d.status_reason = 'abandoned')))`;

const acceptedAt = "to_timestamp(moved.accepted_at_ms / 1000.0)";

function insertDelta(isCanonical: boolean): string {
  const [status, due] = isCanonical ? ["canonical", "null"] : ["candidate", acceptedAt];
  return `delta as (
  insert into vault_deltas (id, vault_id, nonce, kind, prev, next, payload, digest, status, status_at, submitted_by,
    accepted_at, ack_seq, counted_at, next_check_at)
  select delta_id, vault_id, nonce, kind, prev, next, payload, digest, '${status}', ${acceptedAt}, signer_id,
    ${acceptedAt}, ack_seq + 1, ${acceptedAt}, ${due} from moved)`;
}

const insertSignatures = `signed as (
  insert into vault_delta_signatures (delta_id, signer_id, signature, signed_at)
  select moved.delta_id, s.signer_id, s.signature, ${acceptedAt}
  from moved cross join json_to_recordset(moved.signatures) s (signer_id text, signature text))`;

const insertAcknowledgement = `acknowledged as (
  insert into vault_acknowledgements (vault_id, seq, delta_id, nonce, prev, next, delta_digest, accepted_at_ms,
    prev_hash, hash, key_id, signature)
  select vault_id, ack_seq + 1, delta_id, nonce, prev, next, digest, accepted_at_ms, prev_hash, hash, key_id, signature
  from moved)`;

const writeState = `state as (
  update vault_states s set nonce = moved.nonce, bytes = moved.state_bytes, sha256 = moved.state_sha256,
    roster_sha256 = moved.roster_sha256 from moved where s.vault_id = moved.vault_id)`;

const newSigners = "json_to_recordset(moved.signers) r (id text, role text, label text)";

const writeRoster = [
  `gone as (
  update vault_signers g set removed_nonce = moved.nonce
  from moved where g.vault_id = moved.vault_id and g.removed_nonce is null
    and g.signer_id not in (select r.id from ${newSigners}))`,
  `signers as (
  insert into vault_signers as known (vault_id, signer_id, role, label, added_nonce)
  select moved.vault_id, r.id, r.role, r.label, moved.nonce from moved cross join ${newSigners}
  on conflict (vault_id, signer_id) do update set role = excluded.role, label = excluded.label, removed_nonce = null,
    added_nonce = case when known.removed_nonce is null then known.added_nonce else excluded.added_nonce end)`,
  `clocks as (
  insert into vault_auth_clocks (vault_id, signer_id, last_timestamp_ms)
  select moved.vault_id, r.id, moved.accepted_at_ms from moved cross join ${newSigners}
  on conflict do nothing)`,
];

function settle(isCanonical: boolean): string {
  const ends = isCanonical ? ", archived_at = clock_timestamp(), archived_reason = 'settled'" : "";
  return `proposal as (
  update vault_proposals p set delta_id = moved.delta_id${ends}
  from moved where p.id = encode(moved.digest, 'hex') and p.vault_id = moved.vault_id)`;
}

const insertEvents = `events as (
  insert into vault_events (vault_id, seq, id, type, data)
  select moved.vault_id, moved.last_event_seq - json_array_length(moved.events) + e.ordinality, e.id, e.type, e.data
  from moved cross join rows from (json_to_recordset(moved.events) as (id text, type text, data jsonb)) with ordinality e)`;
