import type { SqlRow, SqlRunner } from "@homeport/db";
import { z } from "zod";
import type { SignedAcknowledgement } from "../core/index.ts";
import { bytes, count } from "../row.ts";

const acknowledgementRow = z
  .object({
    vault_id: z.string(),
    delta_id: z.string(),
    seq: count,
    nonce: count,
    prev: bytes,
    next: bytes,
    delta_digest: bytes,
    accepted_at_ms: count,
    prev_hash: bytes,
    hash: bytes,
    key_id: z.string(),
    signature: bytes,
  })
  .transform((row) => ({
    ...{ vaultId: row.vault_id, deltaId: row.delta_id, seq: row.seq, nonce: row.nonce },
    ...{ prev: row.prev, next: row.next, digest: row.delta_digest },
    ...{ acceptedAtMs: row.accepted_at_ms, prevHash: row.prev_hash, hash: row.hash },
    ...{ keyId: row.key_id, signature: row.signature },
  }));

/** An acknowledgement, and the delta for which it was given. */
export interface StoredAcknowledgement extends SignedAcknowledgement {
  readonly deltaId: string;
}

export const acknowledgementColumns = `a.vault_id, a.delta_id, a.seq, a.nonce, a.prev, a.next, a.delta_digest,
  a.accepted_at_ms, a.prev_hash, a.hash, a.key_id, a.signature`;

export function readAcknowledgementRow(row: SqlRow | undefined): StoredAcknowledgement {
  return acknowledgementRow.parse(row);
}

const selectAfterText = `
select ${acknowledgementColumns} from vault_acknowledgements a
where a.vault_id = $1 and a.seq > $2 and a.seq <= $3 order by a.seq limit $4`;

/** Those after `seq`, up to `upTo`, in their order. */
export async function selectAcknowledgements(
  sql: SqlRunner,
  of: { vaultId: string; afterSeq: number; upTo?: number; limit: number },
): Promise<StoredAcknowledgement[]> {
  const upTo = of.upTo ?? Number.MAX_SAFE_INTEGER;
  const rows = await sql.query(selectAfterText, [of.vaultId, of.afterSeq, upTo, of.limit]);
  return rows.map(readAcknowledgementRow);
}

const selectOfDeltaText = `
select d.status, ${acknowledgementColumns}
from vault_deltas d join vault_acknowledgements a on a.vault_id = d.vault_id and a.seq = d.ack_seq
where d.id = $1`;

/** A delta, how it is now, and the word that was given for it. */
export interface AcceptedDelta {
  readonly deltaId: string;
  readonly status: string;
  readonly acknowledgement: StoredAcknowledgement;
}

/** Of a delta that is known to be there. */
export async function readAccepted(sql: SqlRunner, deltaId: string): Promise<AcceptedDelta> {
  const [row] = await sql.query(selectOfDeltaText, [deltaId]);
  if (row === undefined) throw new Error("an accepted delta is gone");
  const status = z.string().parse(row["status"]);
  return { deltaId, status, acknowledgement: readAcknowledgementRow(row) };
}
