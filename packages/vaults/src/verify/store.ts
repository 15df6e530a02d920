import type { SqlRunner } from "@homeport/db";
import { z } from "zod";
import type { RecordedDelta, Roster } from "../core/index.ts";
import { bytes, count } from "../row.ts";
import { signersColumn } from "../vault/signers-column.ts";

const roster = z.object({
  threshold: z.number(),
  signers: z.array(
    z.object({ id: z.string(), role: z.enum(["voter", "proposer", "reader"]), label: z.string() }),
  ),
});

const vaultRow = z
  .object({
    id: z.string(),
    mode: z.enum(["json", "sealed"]),
    threshold: z.number(),
    head_nonce: count,
    head_commitment: bytes,
    ack_seq: count,
    ack_hash: bytes,
    bytes,
    sha256: bytes,
    roster_sha256: bytes,
    nonce: count,
    signers: roster.shape.signers,
    created_with: roster.nullable(),
  })
  .transform((row) => {
    const now: Roster = { threshold: row.threshold, signers: row.signers };
    return {
      ...{ vaultId: row.id, mode: row.mode, headNonce: row.head_nonce },
      ...{ headCommitment: row.head_commitment, ackSeq: row.ack_seq, ackHash: row.ack_hash },
      ...{ stateBytes: row.bytes, stateSha256: row.sha256, stateNonce: row.nonce },
      rosterSha256: row.roster_sha256,
      ...{ roster: now, createdWith: row.created_with ?? now },
    };
  });

/** A vault as it says it is. */
export type ClaimedVault = z.infer<typeof vaultRow>;

const selectVaultText = `
select v.id, v.mode, v.threshold, v.head_nonce, v.head_commitment, v.ack_seq, v.ack_hash, s.bytes, s.sha256, s.roster_sha256, s.nonce,
  ${signersColumn},
  (select e.data -> 'roster' from vault_events e where e.vault_id = v.id and e.seq = 1) as created_with
from vaults v join vault_states s on s.vault_id = v.id where v.id = $1`;

export async function selectClaims(sql: SqlRunner, vaultId: string): Promise<ClaimedVault> {
  const [row] = await sql.query(selectVaultText, [vaultId]);
  return vaultRow.parse(row);
}

const selectIdsText = "select id from vaults where id > $1 order by id limit $2";

export async function selectVaultIds(
  sql: SqlRunner,
  afterId: string,
  limit: number,
): Promise<string[]> {
  return (await sql.query(selectIdsText, [afterId, limit])).map((row) =>
    z.string().parse(row["id"]),
  );
}

const deltaRow = z.object({
  nonce: count,
  kind: z.string(),
  payload: bytes,
  prev: bytes,
  next: bytes,
  signatures: z.array(z.object({ signerId: z.string(), signature: z.string() })).nullable(),
});

const selectHistoryText = `
select d.nonce, d.kind, d.payload, d.prev, d.next,
  (select json_agg(json_build_object('signerId', g.signer_id, 'signature', g.signature))
    from vault_delta_signatures g where g.delta_id = d.id) as signatures
from vault_deltas d where d.vault_id = $1 and d.status = 'canonical' and d.nonce > $2 order by d.nonce limit $3`;

/** History after a nonce, for whoever believes nothing of it. */
export async function selectHistory(
  sql: SqlRunner,
  of: { vaultId: string; afterNonce: number; limit: number },
): Promise<(RecordedDelta & { readonly nonce: number })[]> {
  const rows = await sql.query(selectHistoryText, [of.vaultId, of.afterNonce, of.limit]);
  return rows.map((row) => {
    const { signatures, ...delta } = deltaRow.parse(row);
    return { ...delta, signatures: signatures ?? [] };
  });
}
