import type { SqlRunner } from "@homeport/db";
import { z } from "zod";
import type { DeltaState } from "../core/index.ts";
import { count, instant, instantOrNull } from "../row.ts";

const summaryRow = z
  .object({
    vaults: z.number(),
    candidates: z.number(),
    retained: z.number(),
    paused: z.number(),
    ahead: z.number(),
    released: z.number(),
    unavailable: z.number(),
    due: z.number(),
    oldest_ms: count.nullable(),
  })
  .transform(({ oldest_ms: oldestCandidateMs, ...row }) => ({ ...row, oldestCandidateMs }));

/** How many vaults there are, and how many of them need somebody. */
export type VaultsOverview = z.infer<typeof summaryRow>;

const summarizeText = `
select count(*)::int as vaults, count(*) filter (where paused_at is not null)::int as paused,
  count(*) filter (where source_state = 'ahead')::int as ahead,
  count(*) filter (where released_at is not null)::int as released,
  count(*) filter (where source_unavailable_since is not null)::int as unavailable,
  (select count(*) from vault_deltas where status = 'candidate')::int as candidates,
  (select count(*) from vault_deltas where status = 'retained')::int as retained,
  (select count(distinct vault_id) from vault_deltas where next_check_at <= clock_timestamp())::int as due,
  (select floor(extract(epoch from clock_timestamp() - min(accepted_at)) * 1000)::bigint
    from vault_deltas where status = 'candidate') as oldest_ms
from vaults`;

export async function selectOverview(sql: SqlRunner): Promise<VaultsOverview> {
  const [row] = await sql.query(summarizeText);
  return summaryRow.parse(row);
}

const candidateRow = z
  .object({
    delta_id: z.string(),
    vault_id: z.string(),
    name: z.string(),
    organization_id: z.string(),
    organization: z.string().nullable(),
    accepted_key: z.string(),
    source_kind: z.string(),
    source_unavailable_since: instantOrNull,
    nonce: count,
    kind: z.string(),
    accepted_at: instant,
    age_ms: count,
    check_seq: count,
    retry_count: count,
    divergence_count: count,
    abandon_requested_at: instantOrNull,
    last_observation: z.unknown(),
    next_check_at: instantOrNull,
    holder: z.string().nullable(),
    fence_token: count,
  })
  .transform((row) => ({
    ...{ deltaId: row.delta_id, vaultId: row.vault_id, name: row.name },
    ...{ organizationId: row.organization_id, source: row.source_kind },
    /** Its name; null for an organization that is gone. */
    organization: row.organization,
    /** Its place in the list: an instant is cut to milliseconds, the place must not be. */
    acceptedKey: row.accepted_key,
    sourceUnavailableSince: row.source_unavailable_since,
    ...{ nonce: row.nonce, kind: row.kind, acceptedAt: row.accepted_at, ageMs: row.age_ms },
    ...{ checks: row.check_seq, retryCount: row.retry_count },
    ...{ divergenceCount: row.divergence_count, abandonRequestedAt: row.abandon_requested_at },
    ...{ lastObservation: row.last_observation ?? null, nextCheckAt: row.next_check_at },
    ...{ holder: row.holder, fence: row.fence_token },
  }));

/** A delta that waits, and how it is looked at. */
export type CandidateView = z.infer<typeof candidateRow>;

const selectCandidatesText = `
select d.id as delta_id, v.id as vault_id, v.name, v.organization_id, o.name as organization,
  d.accepted_at::text as accepted_key, v.source_kind, v.source_unavailable_since, d.nonce,
  d.kind, d.accepted_at, floor(extract(epoch from clock_timestamp() - d.accepted_at) * 1000)::bigint as age_ms,
  d.check_seq, d.retry_count, d.divergence_count, d.abandon_requested_at, d.last_observation, d.next_check_at,
  case when v.lease_until > clock_timestamp() then v.lease_holder end as holder, v.fence_token
from vault_deltas d join vaults v on v.id = d.vault_id left join organizations o on o.id = v.organization_id
where d.status = 'candidate' and ($1::text is null or (d.accepted_at, d.id) > ($1::timestamptz, $2))
order by d.accepted_at, d.id limit $3`;

/** The oldest first, after a place. */
export async function selectCandidates(
  sql: SqlRunner,
  after: { readonly acceptedKey: string; readonly deltaId: string } | null,
  limit: number,
): Promise<CandidateView[]> {
  const params = [after?.acceptedKey ?? null, after?.deltaId ?? null, limit];
  const rows = await sql.query(selectCandidatesText, params);
  return rows.map((row) => candidateRow.parse(row));
}

const selectNamesText = "select id, name from organizations where id = any($1::text[])";

/** How these organizations are called. */
export async function selectOrganizationNames(
  sql: SqlRunner,
  organizationIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.query(selectNamesText, [[...new Set(organizationIds)]]);
  return new Map(rows.map((row) => [String(row["id"]), String(row["name"])]));
}

const sourceRow = z
  .object({
    source_kind: z.string(),
    vaults: z.number(),
    waiting: z.number(),
    unavailable: z.number(),
    since: instantOrNull,
  })
  .transform(({ source_kind: source, since: unavailableSince, ...row }) => ({
    ...{ source, ...row, unavailableSince },
  }));

/** A kind of source: how many vaults name it, wait for it, and cannot read it. */
export type SourceView = z.infer<typeof sourceRow>;

const selectSourcesText = `
select v.source_kind, count(*)::int as vaults, count(w.id)::int as waiting,
  count(v.source_unavailable_since)::int as unavailable, min(v.source_unavailable_since) as since
from vaults v left join vault_deltas w on w.vault_id = v.id and w.status = 'candidate'
group by v.source_kind order by v.source_kind`;

export async function selectSources(sql: SqlRunner): Promise<SourceView[]> {
  return (await sql.query(selectSourcesText)).map((row) => sourceRow.parse(row));
}

const makeDueText = `
update vault_deltas set next_check_at = clock_timestamp()
where vault_id = $1 and (status = 'candidate' or next_check_at is not null) returning 1`;

/** Whether anything of the vault waits to be looked at; now it is due. */
export async function makeDue(sql: SqlRunner, vaultId: string): Promise<boolean> {
  return (await sql.query(makeDueText, [vaultId])).length > 0;
}

const retainText = `
update vault_deltas set status = $3, status_reason = $4, status_at = clock_timestamp(),
  next_check_at = clock_timestamp() + $5::bigint * interval '1 millisecond'
where vault_id = $1 and id = $2 and status = 'candidate' returning 1`;

/** False where it waits no more. */
export async function endCandidate(
  sql: SqlRunner,
  of: { vaultId: string; deltaId: string; to: DeltaState; recheckMs: number },
): Promise<boolean> {
  const params = [of.vaultId, of.deltaId, of.to.status, of.to.reason, of.recheckMs];
  return (await sql.query(retainText, params)).length > 0;
}

const selectOrganizationText = "select organization_id from vaults where id = $1";

/** Null for a vault that does not exist. */
export async function selectOrganization(sql: SqlRunner, vaultId: string): Promise<string | null> {
  const [row] = await sql.query(selectOrganizationText, [vaultId]);
  return row === undefined ? null : z.string().parse(row["organization_id"]);
}
