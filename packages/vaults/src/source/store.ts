import type { SqlRunner } from "@homeport/db";

const readNextText = `
update vault_memory_sources set reads = reads + 1 where vault_id = $1
returning script -> least(reads - 1, jsonb_array_length(script) - 1)::int as entry`;

/** Of the entries that show this nonce the last. */
const readAtText = `
select e.entry from vault_memory_sources m, jsonb_array_elements(m.script) with ordinality e (entry, at)
where m.vault_id = $1 and (e.entry ->> 'nonce')::bigint = $2::bigint order by e.at desc limit 1`;

/** The next entry of a vault's script, or the one for a nonce; undefined where there is none. */
export async function readScript(
  sql: SqlRunner,
  vaultId: string,
  nonce?: number,
): Promise<unknown> {
  const rows =
    nonce === undefined
      ? await sql.query(readNextText, [vaultId])
      : await sql.query(readAtText, [vaultId, nonce]);
  return rows[0]?.["entry"];
}
