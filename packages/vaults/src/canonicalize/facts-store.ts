import type { SqlRunner } from "@homeport/db";
import { z } from "zod";
import type { Roster, VaultVersion } from "../core/index.ts";
import { bytes, count } from "../row.ts";
import type { SourceConfig } from "../source/source.ts";
import { signersColumn } from "../vault/signers-column.ts";
import type { SourceKind } from "../vault/source-kind.ts";

const deltaRow = z
  .object({
    id: z.string(),
    nonce: count,
    kind: z.string(),
    prev: bytes,
    next: bytes,
    payload: bytes,
    digest: bytes,
    status: z.enum(["candidate", "retained", "discarded"]),
    status_reason: z.string().nullable(),
    ceased_for_ms: count,
    age_ms: count,
    check_seq: count,
    next_check_at: z.string().nullable(),
    is_due: z.boolean().nullable(),
    is_recoverable: z.boolean(),
  })
  .transform((row) => ({
    ...{ id: row.id, nonce: row.nonce, kind: row.kind, prev: row.prev, next: row.next },
    ...{ payload: row.payload, digest: row.digest },
    ...{ status: row.status, reason: row.status_reason },
    ...{ ageMs: row.age_ms, ceasedForMs: row.ceased_for_ms, checkSeq: row.check_seq },
    ...{ nextCheckAt: row.next_check_at, isDue: row.is_due === true },
    isRecoverable: row.is_recoverable,
  }));

/** A delta that waits, or that may land after all, as it was read before its source was looked at. */
export type WaitingDelta = z.infer<typeof deltaRow>;

const vaultRow = z.object({
  mode: z.enum(["json", "sealed"]),
  source_kind: z.enum(["self", "memory", "evm-registry", "https"]),
  source: z.record(z.string(), z.unknown()),
  source_state: z.enum(["unverified", "verified", "ahead"]),
  unavailable_for_ms: count.nullable(),
  threshold: z.number(),
  head_nonce: count,
  head_commitment: bytes,
  is_released: z.boolean(),
  bytes,
  signers: z.array(
    z.object({ id: z.string(), role: z.enum(["voter", "proposer", "reader"]), label: z.string() }),
  ),
});

/** All that a look at a vault's source has to know, of one moment. */
export interface CheckFacts {
  readonly version: VaultVersion;
  readonly sourceKind: SourceKind;
  readonly config: SourceConfig;
  readonly sourceState: "unverified" | "verified" | "ahead";
  /** For how long the source has been unavailable; null while it is not. */
  readonly unavailableForMs: number | null;
  readonly candidate: WaitingDelta | null;
  /** Those that are no candidates any more, and may still land. */
  readonly recoverable: readonly WaitingDelta[];
}

const selectVaultText = `
select v.mode, v.source_kind, v.source, v.source_state, v.threshold, v.head_nonce, v.head_commitment,
  v.released_at is not null as is_released, s.bytes,
  floor(extract(epoch from clock_timestamp() - v.source_unavailable_since) * 1000)::bigint as unavailable_for_ms,
  ${signersColumn}
from vaults v join vault_states s on s.vault_id = v.id where v.id = $1`;

const selectDeltasText = `
select id, nonce, kind, prev, next, payload, digest, status, status_reason, check_seq, next_check_at::text,
  next_check_at <= clock_timestamp() as is_due,
  status_at > clock_timestamp() - $2::bigint * interval '1 millisecond' as is_recoverable,
  floor(extract(epoch from clock_timestamp() - accepted_at) * 1000)::bigint as age_ms,
  floor(extract(epoch from clock_timestamp() - status_at) * 1000)::bigint as ceased_for_ms
from vault_deltas
where vault_id = $1 and (status = 'candidate'
  or (next_check_at is not null and (status = 'retained' or (status = 'discarded' and status_reason in ('abandoned', 'superseded')))))
order by ack_seq`;

/** Null for a vault that does not exist. */
export async function readCheckFacts(
  sql: SqlRunner,
  vaultId: string,
  retainedMs: number,
): Promise<CheckFacts | null> {
  const [given] = await sql.query(selectVaultText, [vaultId]);
  if (given === undefined) return null;
  const row = vaultRow.parse(given);
  const roster: Roster = { threshold: row.threshold, signers: row.signers };
  const deltas = (await sql.query(selectDeltasText, [vaultId, retainedMs])).map((delta) =>
    deltaRow.parse(delta),
  );
  return {
    version: {
      ...{ vaultId, mode: row.mode, nonce: row.head_nonce, commitment: row.head_commitment },
      ...{ stateBytes: row.bytes, roster, isReleased: row.is_released },
    },
    ...{ sourceKind: row.source_kind, config: row.source, sourceState: row.source_state },
    unavailableForMs: row.unavailable_for_ms,
    candidate: deltas.find(({ status }) => status === "candidate") ?? null,
    recoverable: deltas.filter(
      ({ status, isRecoverable }) => status !== "candidate" && isRecoverable,
    ),
  };
}

const selectDueText = `
select vault_id as key, floor(extract(epoch from clock_timestamp() - min(next_check_at)) * 1000)::bigint as due_for_ms
from vault_deltas where next_check_at <= clock_timestamp() group by vault_id order by min(next_check_at) limit $1`;

/** The vaults that are due to be looked at, the longest first. */
export async function selectDueVaults(
  sql: SqlRunner,
  limit: number,
): Promise<{ readonly key: string; readonly dueForMs: number }[]> {
  const rows = await sql.query(selectDueText, [limit]);
  return rows.map((row) => ({ key: String(row["key"]), dueForMs: Number(row["due_for_ms"]) }));
}
