import type { SqlRunner } from "@homeport/db";
import { instant } from "../row.ts";

/** Touches no counter, so a check that counts at the same time takes nothing back. */
const askText = `
update vault_deltas set abandon_requested_at = coalesce(abandon_requested_at, clock_timestamp()),
  next_check_at = clock_timestamp()
where id = $1 and status = 'candidate' returning abandon_requested_at`;

/** When it was first asked to give the candidate up. */
export async function askToAbandon(sql: SqlRunner, deltaId: string): Promise<Date> {
  const [row] = await sql.query(askText, [deltaId]);
  return instant.parse(row?.["abandon_requested_at"]);
}
