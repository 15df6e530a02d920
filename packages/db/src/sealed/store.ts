import type { SealedColumn } from "@homeport/platform";
import { z } from "zod";
import type { SqlRunner } from "../sql-port.ts";

/** How many rows of a column are sealed under the secret with this id. */
export interface SealedCount {
  readonly table: string;
  readonly column: string;
  readonly kid: string;
  readonly rows: number;
}

const countRow = z.object({
  table: z.string(),
  column: z.string(),
  kid: z.string(),
  rows: z.number(),
});

/** Reads no secret: which one seals a row stands in front of what it seals. */
export async function selectCounts(
  sql: SqlRunner,
  columns: readonly SealedColumn[],
): Promise<SealedCount[]> {
  if (columns.length === 0) return [];
  const parts = columns.map(
    (column, at) => `SELECT $${2 * at + 1}::text AS "table", $${2 * at + 2}::text AS "column",
      ${kidOf(column)} AS kid, count(*)::int AS rows
      FROM "${column.table}" WHERE octet_length("${column.column}") > 0 GROUP BY 3`,
  );
  const names = columns.flatMap(({ table, column }) => [table, column]);
  const rows = await sql.query(`${parts.join(" UNION ALL ")} ORDER BY 1, 2, 3`, names);
  return rows.map((row) => countRow.parse(row));
}

const sealedRow = z.object({
  id: z.string(),
  sealed: z.union([z.string(), z.instanceof(Uint8Array)]),
});

/** Rows behind `after` that are sealed under the secret with this id, in the order of their names. */
export async function selectSealed(
  sql: SqlRunner,
  column: SealedColumn,
  page: { readonly kid: string; readonly after: string; readonly limit: number },
): Promise<z.output<typeof sealedRow>[]> {
  const rows = await sql.query(
    `SELECT "${column.key}" AS id, "${column.column}" AS sealed FROM "${column.table}"
     WHERE ${kidOf(column)} = $1 AND "${column.key}" > $2 ORDER BY "${column.key}" LIMIT $3`,
    [page.kid, page.after, page.limit],
  );
  return rows.map((row) => sealedRow.parse(row));
}

/** Replaces what was read; false when somebody has changed it since, and then theirs stays. */
export async function replaceSealed(
  sql: SqlRunner,
  column: SealedColumn,
  row: {
    readonly id: string;
    readonly read: Uint8Array | string;
    readonly next: Uint8Array | string;
  },
): Promise<boolean> {
  const name = `"${column.column}"`;
  const rows = await sql.query(
    `UPDATE "${column.table}" SET ${name} = $1 WHERE "${column.key}" = $2 AND ${name} = $3 RETURNING 1 AS done`,
    [row.next, row.id, row.read],
  );
  return rows.length > 0;
}

/** How many live replicas do not say that they sign under the secret with this id. */
export async function countOtherReplicas(sql: SqlRunner, kid: string): Promise<number> {
  const [row] = await sql.query(
    `SELECT count(*)::int AS others FROM replicas
     WHERE state <> 'stopped' AND seen_at > clock_timestamp() - interval '15 seconds'
       AND vitals->>'secretKid' IS DISTINCT FROM $1`,
    [kid],
  );
  return Number(row?.["others"]);
}

/** The id of the secret, as text. In a damaged value it is whatever stands in its place. */
function kidOf({ form, column }: SealedColumn): string {
  return form === "text"
    ? `left("${column}", 8)`
    : `encode(substring("${column}" from 1 for 8), 'escape')`;
}
