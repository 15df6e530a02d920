import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";

const passRow = z.object({
  fence: z.coerce.bigint().nullable(),
  is_held: z.boolean(),
});

/** Takes the one lease on passes, by the database's clock. */
export async function takePass(
  db: Reader,
  input: { holder: string; leaseMs: number; idleForMs: number },
): Promise<{ kind: "taken"; fence: bigint } | { kind: "running" } | { kind: "recent" }> {
  const rows = await db.execute(sql`
    WITH prior AS (SELECT coalesce(lease_until > now(), false) AS is_held FROM gallery_reconcile),
    taken AS (
      UPDATE gallery_reconcile SET lease_holder = ${input.holder}, fence_token = fence_token + 1,
        lease_until = now() + ${input.leaseMs}::float8 * interval '1 millisecond'
      WHERE (lease_until IS NULL OR lease_until <= now()) AND (last_ended_at IS NULL
        OR last_ended_at <= now() - ${input.idleForMs}::float8 * interval '1 millisecond')
      RETURNING fence_token
    )
    SELECT (SELECT fence_token::text FROM taken) AS fence, is_held FROM prior`);
  const row = passRow.parse(rows[0]);
  if (row.fence !== null) return { kind: "taken", fence: row.fence };
  return { kind: row.is_held ? "running" : "recent" };
}

/** Extends the lease; false when somebody else has taken it meanwhile. */
export async function renewPass(db: Reader, fence: bigint, leaseMs: number): Promise<boolean> {
  const rows = await db.execute(sql`
    UPDATE gallery_reconcile SET lease_until = now() + ${leaseMs}::float8 * interval '1 millisecond'
    WHERE fence_token = ${String(fence)}::bigint RETURNING 1`);
  return rows.length === 1;
}

/** Gives the lease back; one that somebody else has taken meanwhile stays theirs. */
export async function endPass(db: Reader, fence: bigint): Promise<void> {
  await db.execute(sql`
    UPDATE gallery_reconcile SET lease_holder = NULL, lease_until = NULL, last_ended_at = now()
    WHERE fence_token = ${String(fence)}::bigint`);
}
