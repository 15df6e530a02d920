import type { SqlRunner } from "@homeport/db";
import type { Hex } from "viem";
import { z } from "zod";
import { count } from "../../row.ts";

const awaitedRow = z
  .object({ registry: z.string(), block: count.nullable() })
  .transform(({ registry, block }) => ({ registry: registry as Hex, block }));

/** A registry for which something waits, and up to which block it was followed; null: never. */
export type AwaitedRegistry = z.infer<typeof awaitedRow>;

const selectAwaitedText = `
select distinct v.source ->> 'registry' as registry, c.block
from vault_deltas d join vaults v on v.id = d.vault_id
left join vault_chain_cursors c on c.chain_id = $1::bigint and c.registry = v.source ->> 'registry'
where d.next_check_at is not null and v.source_kind = 'evm-registry' and (v.source ->> 'chainId')::bigint = $1::bigint`;

export async function selectAwaited(sql: SqlRunner, chainId: number): Promise<AwaitedRegistry[]> {
  return (await sql.query(selectAwaitedText, [chainId])).map((row) => awaitedRow.parse(row));
}

/** Whoever is being looked at just now needs no hint; waiting for it could hold up both. */
const hintText = `
update vault_deltas set next_check_at = clock_timestamp()
where id in (
  select d.id from vault_deltas d join vaults v on v.id = d.vault_id
  join unnest($2::text[], $3::text[]) moved (registry, key)
    on moved.registry = v.source ->> 'registry' and moved.key = v.source ->> 'key'
  where d.next_check_at > clock_timestamp() and v.source_kind = 'evm-registry'
    and (v.source ->> 'chainId')::bigint = $1::bigint
  for update of d skip locked)
returning vault_id`;

/** Has those looked at now who wait for one of the keys: their vaults. */
export async function hintKeys(
  sql: SqlRunner,
  chainId: number,
  moved: readonly { readonly registry: Hex; readonly key: Hex }[],
): Promise<string[]> {
  const rows = await sql.query(hintText, [
    ...[chainId, moved.map(({ registry }) => registry), moved.map(({ key }) => key)],
  ]);
  return [...new Set(rows.map((row) => z.string().parse(row["vault_id"])))];
}

const moveCursorText = `
insert into vault_chain_cursors (chain_id, registry, block)
select $1::bigint, registry, $3::bigint from unnest($2::text[]) registry
on conflict (chain_id, registry) do update set block = excluded.block`;

/** Registries are followed up to a block. */
export async function moveCursors(
  sql: SqlRunner,
  chainId: number,
  registries: readonly Hex[],
  block: number,
): Promise<void> {
  await sql.query(moveCursorText, [chainId, registries, block]);
}
