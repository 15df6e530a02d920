import type { SqlRunner } from "@homeport/db";
import { z } from "zod";
import type { IntegrityPart } from "../events.ts";
import { instant } from "../row.ts";

// Whether a vault holds is what its newest verification in the audit says: the log keeps every one that failed, and the first
// good one after it.

/** What of a vault did not hold when it was last verified, and when that was. */
export const integrityFailure = z.object({
  at: instant,
  part: z.enum(["acknowledgements", "deltas", "state"] as const satisfies IntegrityPart[]),
});

/** Of the vault `v`: null where its newest verification that left a row was good, and where none left one. */
export const integrityFailureText = `(select case when a.outcome = 'failed'
    then json_build_object('at', a.at, 'part', a.detail ->> 'part') end
  from audit_entries a where a.target_kind = 'vault' and a.target_id = v.id and a.action = 'vault.verify'
  order by a.at desc limit 1) as integrity_failure`;

const selectFailingText = `
select id from (select v.id, ${integrityFailureText} from vaults v where v.id = any($1::text[])) known
where integrity_failure is not null`;

/** Those of the vaults that are known not to hold. */
export async function selectFailing(
  sql: SqlRunner,
  vaultIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql.query(selectFailingText, [vaultIds]);
  return new Set(rows.map((row) => z.string().parse(row["id"])));
}

const unsoundRow = integrityFailure
  .extend({ id: z.string(), name: z.string(), organization_id: z.string(), in_all: z.number() })
  .transform(({ organization_id: organizationId, in_all: inAll, ...row }) => ({
    inAll,
    vault: { ...row, organizationId },
  }));

/** Vaults that do not hold: how many there are, and the first of them. */
export interface UnsoundVaults {
  readonly count: number;
  readonly first: readonly z.infer<typeof unsoundRow>["vault"][];
}

const selectUnsoundText = `
select v.id, v.name, v.organization_id, f.at, f.part, (count(*) over ())::int as in_all
from (select distinct on (target_id) target_id, at, outcome, detail ->> 'part' as part from audit_entries
  where target_kind = 'vault' and action = 'vault.verify' order by target_id, at desc) f
join vaults v on v.id = f.target_id
where f.outcome = 'failed' order by f.at desc, v.id limit $1`;

/** The one that was found last first. */
export async function selectUnsound(sql: SqlRunner, limit: number): Promise<UnsoundVaults> {
  const rows = (await sql.query(selectUnsoundText, [limit])).map((row) => unsoundRow.parse(row));
  return { count: rows.at(0)?.inAll ?? 0, first: rows.map(({ vault }) => vault) };
}
