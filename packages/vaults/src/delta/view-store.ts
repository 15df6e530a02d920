import type { SqlRow, SqlRunner } from "@homeport/db";
import { z } from "zod";
import { toBase64Url } from "../core/index.ts";
import { bytes, count, instant, instantOrNull, printedHash } from "../row.ts";

const deltaRow = z
  .object({
    id: z.string(),
    nonce: count,
    kind: z.string(),
    prev: printedHash,
    next: printedHash,
    digest: printedHash,
    payload: bytes,
    status: z.enum(["candidate", "canonical", "retained", "discarded"]),
    status_reason: z.string().nullable(),
    status_at: instant,
    submitted_by: z.string(),
    accepted_at: instant,
    ack_seq: count,
    signatures: z.array(z.object({ signerId: z.string(), signature: z.string() })).nullable(),
    retry_count: count,
    divergence_count: count,
    abandon_requested_at: instantOrNull,
    abandon_confirm_count: count,
    check_seq: count,
    next_check_at: instantOrNull,
    last_observation: z.unknown(),
  })
  .transform((row) => ({
    ...{ id: row.id, nonce: row.nonce, kind: row.kind },
    ...{ prev: row.prev, next: row.next, digest: row.digest },
    payloadBase64: toBase64Url(row.payload),
    ...{ status: row.status, statusReason: row.status_reason, statusAt: row.status_at },
    ...{ submittedBy: row.submitted_by, acceptedAt: row.accepted_at, ackSeq: row.ack_seq },
    signatures: row.signatures ?? [],
    ...{ retryCount: row.retry_count, divergenceCount: row.divergence_count },
    abandonRequestedAt: row.abandon_requested_at,
    ...{ abandonConfirmCount: row.abandon_confirm_count, checks: row.check_seq },
    ...{ nextCheckAt: row.next_check_at, lastObservation: row.last_observation ?? null },
  }));

/** A delta, what became of it, and who signed it. */
export type DeltaView = z.infer<typeof deltaRow>;

const columns = `d.id, d.nonce, d.kind, d.prev, d.next, d.digest, d.payload, d.status, d.status_reason, d.status_at,
  d.submitted_by, d.accepted_at, d.ack_seq, d.retry_count, d.divergence_count, d.abandon_requested_at,
  d.abandon_confirm_count, d.check_seq, d.next_check_at, d.last_observation,
  (select json_agg(json_build_object('signerId', g.signer_id, 'signature', g.signature) order by g.signer_id)
    from vault_delta_signatures g where g.delta_id = d.id) as signatures`;

function toViews(rows: readonly SqlRow[]): DeltaView[] {
  return rows.map((row) => deltaRow.parse(row));
}

const selectCanonicalText = `
select ${columns} from vault_deltas d
where d.vault_id = $1 and d.status = 'canonical' and d.nonce > $2 order by d.nonce limit $3`;

/** History after a nonce, in its order. */
export async function selectCanonical(
  sql: SqlRunner,
  of: { vaultId: string; afterNonce: number; limit: number },
): Promise<DeltaView[]> {
  return toViews(await sql.query(selectCanonicalText, [of.vaultId, of.afterNonce, of.limit]));
}

/** By the acknowledgements, which are in this order: to keep the deltas in it as well would cost each acceptance a row more. */
const accepted = `vault_acknowledgements a join vault_deltas d on d.id = a.delta_id where a.vault_id = $1`;

const selectTimelineText = `
select ${columns} from ${accepted} and a.seq < $2 order by a.seq desc limit $3`;

/** All that was accepted before an acknowledgement, the newest first. */
export async function selectTimeline(
  sql: SqlRunner,
  of: { vaultId: string; beforeSeq: number; limit: number },
): Promise<DeltaView[]> {
  return toViews(await sql.query(selectTimelineText, [of.vaultId, of.beforeSeq, of.limit]));
}

const selectUpToText = `
select ${columns} from ${accepted} and a.seq > $2 and a.seq <= $3 order by a.seq limit $4`;

/** All that was accepted after an acknowledgement and up to another, in the order of acceptance. */
export async function selectAccepted(
  sql: SqlRunner,
  of: { vaultId: string; afterSeq: number; upTo: number; limit: number },
): Promise<DeltaView[]> {
  return toViews(await sql.query(selectUpToText, [of.vaultId, of.afterSeq, of.upTo, of.limit]));
}

const selectOneText = `select ${columns} from vault_deltas d where d.vault_id = $1 and d.id = $2`;

export async function selectDelta(
  sql: SqlRunner,
  vaultId: string,
  deltaId: string,
): Promise<DeltaView | null> {
  return toViews(await sql.query(selectOneText, [vaultId, deltaId])).at(0) ?? null;
}
