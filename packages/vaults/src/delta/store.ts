import type { SqlRow, SqlRunner } from "@homeport/db";
import type { Roster, Signer, VaultVersion } from "../core/index.ts";
import { gathered } from "../gathered.ts";
import { signersColumn } from "../vault/signers-column.ts";
import type { SourceKind } from "../vault/source-kind.ts";
import type { AcknowledgementHead } from "./acknowledge.ts";

/** All that one submission has to know, of one moment. */
export interface VaultFacts {
  readonly version: VaultVersion;
  /** What the state's hash has to be. */
  readonly stateSha256: Uint8Array;
  readonly eventSeq: number;
  /** The deltas at the asked nonce that one that is accepted there takes the place of. */
  readonly replaceable: readonly string[];
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

/**
 * Each vault by itself, whatever the planner makes of their number: what is asked for has its index. How many they are is
 * kept from it by the inner selects: it would hold each number for a reason to plan anew, which takes longer than to run.
 */
const selectFactsText = `
select asked.at, facts.*
from unnest((select $1::text[]), (select $2::text[]), (select $3::bigint[]), (select $4::text[]))
  with ordinality asked (vault_id, signer_id, nonce, proposal_id, at)
cross join lateral (
select v.organization_id, v.mode, v.source_kind, v.threshold, v.head_nonce, v.head_commitment, v.ack_seq, v.ack_hash,
  v.paused_at, v.paused_reason, v.released_at is not null as is_released, s.bytes, s.sha256, v.event_seq,
  array(select r.id from vault_deltas r where r.vault_id = v.id and r.nonce = asked.nonce
    and (r.status = 'retained' or (r.status = 'discarded' and r.status_reason = 'abandoned'))) as replaceable,
  floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms,
  ${signersColumn},
  (select last_timestamp_ms from vault_auth_clocks c where c.vault_id = v.id and c.signer_id = asked.signer_id) as last_timestamp_ms,
  exists (select from vault_proposals p where p.id = asked.proposal_id and p.vault_id = v.id) as is_proposed,
  w.id as candidate_id, floor(extract(epoch from w.accepted_at) * 1000)::bigint as candidate_at_ms,
  n.id as delta_id, n.digest as delta_digest
from vaults v
join vault_states s on s.vault_id = v.id
left join vault_deltas w on w.vault_id = v.id and w.status = 'candidate'
left join vault_deltas n on n.vault_id = v.id and n.nonce = asked.nonce and n.status in ('candidate', 'canonical')
where v.id = asked.vault_id limit 1) facts`;

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
  const [facts = null] = await selectFacts(sql, [of]);
  return facts;
}

/** Their states are at most as many MiB, where an installation lets them be that large. */
const mostFacts = 16;

/** The same outside of any transaction; those whom others ask for at the same time come by the same statement. */
export const readFactsTogether = gathered(selectFacts, mostFacts);

async function selectFacts(
  sql: SqlRunner,
  of: readonly FactsKey[],
): Promise<readonly (VaultFacts | null)[]> {
  const rows = await sql.query(selectFactsText, [
    of.map(({ vaultId }) => vaultId),
    of.map(({ signerId }) => signerId),
    of.map(({ nonce }) => String(nonce)),
    of.map(({ proposalId }) => proposalId),
  ]);
  const facts: (VaultFacts | null)[] = of.map(() => null);
  for (const row of rows as readonly FactsRow[]) {
    const at = Number(row.at) - 1;
    facts[at] = toFacts(of[at]?.vaultId ?? "", row);
  }
  return facts;
}

/** As the driver gives it: bigint is text. */
interface FactsRow extends SqlRow {
  /** Which of the asked it is of, from 1. */
  readonly at: string;
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
  readonly sha256: Uint8Array;
  readonly event_seq: string;
  readonly replaceable: readonly string[];
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
    ...{ stateSha256: row.sha256, eventSeq: Number(row.event_seq), replaceable: row.replaceable },
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
