import { z } from "zod";
import type {
  CheckCounters,
  CheckedCandidate,
  DeltaState,
  Observation,
  VaultVersion,
} from "../core/index.ts";
import { printHash } from "../core/index.ts";
import { count } from "../row.ts";
import type { WaitingDelta } from "./facts-store.ts";
import type { FencedSql } from "./fenced.ts";

// All that a look at a source writes. Each takes a transaction that has proved the lease, hence the vault's row lock.

const candidateRow = z
  .object({
    retry_count: count,
    divergence_count: count,
    abandon_confirm_count: count,
    accepted_at_ms: count,
    counted_at_ms: count,
    abandon_asked_at_ms: count.nullable(),
    now_ms: count,
  })
  .transform((row) => ({
    storeNowMs: row.now_ms,
    candidate: {
      ...{ retryCount: row.retry_count, divergenceCount: row.divergence_count },
      ...{ abandonConfirmCount: row.abandon_confirm_count, acceptedAtMs: row.accepted_at_ms },
      ...{ countedAtMs: row.counted_at_ms, abandonAskedAtMs: row.abandon_asked_at_ms },
    },
  }));

const toMs = (column: string) => `floor(extract(epoch from ${column}) * 1000)::bigint`;

const lockCandidateText = `
select retry_count, divergence_count, abandon_confirm_count, ${toMs("accepted_at")} as accepted_at_ms,
  ${toMs("counted_at")} as counted_at_ms, ${toMs("abandon_requested_at")} as abandon_asked_at_ms,
  ${toMs("clock_timestamp()")} as now_ms
from vault_deltas where id = $1 and status = 'candidate' and check_seq = $2 for update`;

/** The candidate as it is now; null where it is none any more, or somebody has looked at it since. */
export async function lockCandidate(
  sql: FencedSql,
  { id, checkSeq }: Pick<WaitingDelta, "id" | "checkSeq">,
): Promise<{ readonly storeNowMs: number; readonly candidate: CheckedCandidate } | null> {
  const [row] = await sql.query(lockCandidateText, [id, checkSeq]);
  return row === undefined ? null : candidateRow.parse(row);
}

/** A time that somebody else has set meanwhile, to have it looked at sooner, stays. */
const rescheduled = (seen: string, waitMs: string) =>
  `case when next_check_at is not distinct from ${seen}::timestamptz
    then clock_timestamp() + ${waitMs}::bigint * interval '1 millisecond' else next_check_at end`;

const noteLookText = `
update vault_deltas set check_seq = check_seq + 1, last_observation = $3::text::jsonb, next_check_at = ${rescheduled("$2", "$4")}
where id = $1`;

/** A look that says nothing, or came too soon to count: it moves the schedule alone. */
export async function noteLook(
  sql: FencedSql,
  { id, nextCheckAt }: Pick<WaitingDelta, "id" | "nextCheckAt">,
  seen: Observation,
  waitMs: number,
): Promise<void> {
  await sql.query(noteLookText, [id, nextCheckAt, printObservation(seen), waitMs]);
}

const countLookText = `
update vault_deltas set retry_count = $3, divergence_count = $4, abandon_confirm_count = $5,
  counted_at = clock_timestamp()
where id = $1 and check_seq = $2`;

/** A look that counts. Together with `noteLook`, which it comes before. */
export async function countLook(
  sql: FencedSql,
  { id, checkSeq }: Pick<WaitingDelta, "id" | "checkSeq">,
  counters: CheckCounters,
): Promise<void> {
  const { retryCount, divergenceCount, abandonConfirmCount } = counters;
  await sql.query(countLookText, [id, checkSeq, retryCount, divergenceCount, abandonConfirmCount]);
}

const moveText = `
update vault_deltas set status = $4, status_reason = $5, status_at = clock_timestamp(),
  next_check_at = clock_timestamp() + $6::bigint * interval '1 millisecond',
  promoted_fence = case when $4 = 'canonical' then $7::bigint else promoted_fence end
where id = $1 and status = $2 and status_reason is not distinct from $3 returning 1`;

/** Moves a delta from the exact state that was decided upon; false where it has another one. */
export async function moveDelta(
  sql: FencedSql,
  { id, status, reason }: Pick<WaitingDelta, "id" | "status" | "reason">,
  to: DeltaState,
  recheckMs: number | null,
): Promise<boolean> {
  const params = [id, status, reason, to.status, to.reason, recheckMs, sql.fence];
  return (await sql.query(moveText, params)).length > 0;
}

const moveHeadText = `
update vaults set head_nonce = $4, head_commitment = $5, threshold = $6,
  released_at = case when $7::boolean then clock_timestamp() else released_at end,
  updated_at = clock_timestamp()
where id = $1 and head_nonce = $2 and head_commitment = $3 returning 1`;

/** False where the head is not the one that the promoted delta starts from. */
export async function moveHead(
  sql: FencedSql,
  from: VaultVersion,
  to: VaultVersion,
): Promise<boolean> {
  const rows = await sql.query(moveHeadText, [
    ...[from.vaultId, from.nonce, from.commitment, to.nonce, to.commitment],
    ...[to.roster.threshold, to.isReleased && !from.isReleased],
  ]);
  return rows.length > 0;
}

const writeStateText =
  "update vault_states set nonce = $2, bytes = $3, sha256 = $4, roster_sha256 = $5 where vault_id = $1";

export async function writeState(
  sql: FencedSql,
  { vaultId, nonce, stateBytes }: VaultVersion,
  hashes: { readonly stateSha256: Uint8Array; readonly rosterSha256: Uint8Array },
): Promise<void> {
  const { stateSha256, rosterSha256 } = hashes;
  await sql.query(writeStateText, [vaultId, nonce, stateBytes, stateSha256, rosterSha256]);
}

const writeSignersText = `
with given as (select r.id, r.role, r.label from json_to_recordset($3::text::json) r (id text, role text, label text)),
gone as (
  update vault_signers set removed_nonce = $2
  where vault_id = $1 and removed_nonce is null and signer_id not in (select id from given)),
clocks as (
  insert into vault_auth_clocks (vault_id, signer_id, last_timestamp_ms)
  select $1, id, ${toMs("clock_timestamp()")} from given on conflict do nothing)
insert into vault_signers as known (vault_id, signer_id, role, label, added_nonce)
select $1, id, role, label, $2::bigint from given
on conflict (vault_id, signer_id) do update set role = excluded.role, label = excluded.label, removed_nonce = null,
  added_nonce = case when known.removed_nonce is null then known.added_nonce else excluded.added_nonce end`;

/** Who signs from now on; a clock stays whoever comes and goes. */
export async function writeSigners(
  sql: FencedSql,
  { vaultId, nonce, roster }: VaultVersion,
): Promise<void> {
  await sql.query(writeSignersText, [vaultId, nonce, JSON.stringify(roster.signers)]);
}

const overtakeText = `
update vault_deltas set status = 'discarded', status_reason = 'overtaken', status_at = clock_timestamp(),
  next_check_at = null
where vault_id = $1 and nonce <= $2 and status = 'retained' returning id`;

const forgetText = `
update vault_deltas set next_check_at = null
where vault_id = $1 and nonce <= $2 and status <> 'candidate' and next_check_at is not null`;

/** What is at or below the nonce that history has reached will not land any more: the ids of those that were retained. */
export async function overtake(sql: FencedSql, vaultId: string, nonce: number): Promise<string[]> {
  const rows = await sql.query(overtakeText, [vaultId, nonce]);
  await sql.query(forgetText, [vaultId, nonce]);
  return rows.map((row) => z.string().parse(row["id"]));
}

const settleText = `
update vault_proposals set archived_at = clock_timestamp(), archived_reason = 'settled', delta_id = $3
where id = $1 and vault_id = $2 and archived_reason is distinct from 'settled' returning 1`;

/** Whether the delta had been proposed. */
export async function settleProposal(
  sql: FencedSql,
  proposalId: string,
  { vaultId, deltaId }: { readonly vaultId: string; readonly deltaId: string },
): Promise<boolean> {
  return (await sql.query(settleText, [proposalId, vaultId, deltaId])).length > 0;
}

const noteSourceText = `
update vaults set source_state = $2,
  source_unavailable_since = case when $3::boolean then coalesce(source_unavailable_since, clock_timestamp()) end
where id = $1`;

/** What the source is known to be, and since when it cannot be read. */
export async function noteSource(
  sql: FencedSql,
  vaultId: string,
  to: { readonly state: "unverified" | "verified" | "ahead"; readonly isUnavailable: boolean },
): Promise<void> {
  await sql.query(noteSourceText, [vaultId, to.state, to.isUnavailable]);
}

const postponeText = `
update vault_deltas set next_check_at = clock_timestamp() + $2::bigint * interval '1 millisecond'
where vault_id = $1 and status <> 'candidate' and next_check_at <= clock_timestamp()`;

/** While a delta waits, nobody looks for the others. */
export async function postponeOthers(
  sql: FencedSql,
  vaultId: string,
  waitMs: number,
): Promise<void> {
  await sql.query(postponeText, [vaultId, waitMs]);
}

function printObservation(seen: Observation): string {
  if (seen.kind === "unavailable") return JSON.stringify(seen);
  const { pending, ...rest } = seen;
  return JSON.stringify({
    ...rest,
    ...(rest.kind === "present" ? { commitment: printHash(rest.commitment) } : {}),
    ...(pending === undefined
      ? {}
      : { pending: { ...pending, commitment: printHash(pending.commitment) } }),
  });
}
