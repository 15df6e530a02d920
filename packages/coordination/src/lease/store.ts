import { z } from "zod";
import type { SqlRunner } from "../sql-port.ts";

export interface LeaseKey {
  readonly name: string;
  readonly holder: string;
  readonly fence: bigint;
}

const takenRow = z.object({ fence_token: z.coerce.bigint(), stolen: z.boolean() });

/**
 * The conditions are tested before the row is locked, so asking for a held lease never waits
 * behind the holder's fenced writes. Changing `fence_token`, which a unique index covers, takes
 * the row lock that conflicts with FOR KEY SHARE: a takeover of an expired lease therefore waits
 * for fenced writes under way, and tests the conditions again once it has the lock. The insert
 * names no conflict target: of several first takers, a loser may meet the index on name and fence
 * before the primary key.
 */
export async function takeLeaseRow(
  sql: SqlRunner,
  input: { name: string; holder: string; ttlMs: number; idleForMs?: number },
): Promise<{ fence: bigint; stolen: boolean } | null> {
  const rows = await sql.query(
    `WITH prior AS (
       SELECT lease_until FROM leases WHERE name = $1
     ), taken AS (
       UPDATE leases
       SET lease_holder = $2, fence_token = fence_token + 1,
           acquired_at = clock_timestamp(), renewed_at = clock_timestamp(),
           lease_until = clock_timestamp() + $3::float8 * interval '1 millisecond'
       WHERE name = $1 AND lease_until <= clock_timestamp()
         AND ($4::float8 IS NULL OR last_done_at IS NULL
              OR last_done_at <= clock_timestamp() - $4::float8 * interval '1 millisecond')
       RETURNING fence_token
     ), made AS (
       INSERT INTO leases (name, lease_holder, fence_token, acquired_at, renewed_at, lease_until)
       SELECT $1, $2, 1, clock_timestamp(), clock_timestamp(),
              clock_timestamp() + $3::float8 * interval '1 millisecond'
       WHERE NOT EXISTS (SELECT 1 FROM prior)
       ON CONFLICT DO NOTHING
       RETURNING fence_token
     )
     SELECT fence_token::text AS fence_token,
            EXISTS (SELECT 1 FROM prior WHERE lease_until > '-infinity') AS stolen
     FROM (SELECT fence_token FROM taken UNION ALL SELECT fence_token FROM made) AS won`,
    [input.name, input.holder, input.ttlMs, input.idleForMs ?? null],
  );
  if (rows[0] === undefined) {
    return null;
  }
  const row = takenRow.parse(rows[0]);
  return { fence: row.fence_token, stolen: row.stolen };
}

export async function renewLeaseRow(
  sql: SqlRunner,
  lease: LeaseKey & { ttlMs: number },
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE leases
     SET renewed_at = clock_timestamp(),
         lease_until = clock_timestamp() + $4::float8 * interval '1 millisecond'
     WHERE name = $1 AND lease_holder = $2 AND fence_token = $3::bigint
       AND clock_timestamp() < lease_until
     RETURNING 1 AS renewed`,
    [lease.name, lease.holder, lease.fence, lease.ttlMs],
  );
  return rows.length === 1;
}

export async function releaseLeaseRow(sql: SqlRunner, lease: LeaseKey): Promise<void> {
  await sql.query(
    `UPDATE leases SET lease_until = '-infinity'
     WHERE name = $1 AND lease_holder = $2 AND fence_token = $3::bigint`,
    [lease.name, lease.holder, lease.fence],
  );
}

/**
 * The first statement of every fenced write. FOR KEY SHARE lets fenced writes and renewals pass
 * each other and makes a takeover wait for the commit. The same statement bounds the rest of the
 * transaction, so a frozen writer cannot hold the takeover up for long.
 */
export async function proveLeaseRow(sql: SqlRunner, lease: LeaseKey): Promise<boolean> {
  const rows = await sql.query(
    `SELECT set_config('statement_timeout', '5s', true), set_config('lock_timeout', '2s', true)
     FROM leases
     WHERE name = $1 AND lease_holder = $2 AND fence_token = $3::bigint
       AND clock_timestamp() < lease_until
     FOR KEY SHARE`,
    [lease.name, lease.holder, lease.fence],
  );
  return rows.length === 1;
}

/** Notes a completed run; the caller has proved the lease in the same transaction. */
export async function markLeaseDone(
  sql: SqlRunner,
  lease: Pick<LeaseKey, "name" | "fence">,
): Promise<void> {
  await sql.query(
    `UPDATE leases SET last_done_at = clock_timestamp()
     WHERE name = $1 AND fence_token = $2::bigint`,
    [lease.name, lease.fence],
  );
}

const viewRow = z.object({
  name: z.string(),
  holder: z.string().nullable(),
  fence: z.string(),
  left_ms: z.number().nullable(),
  held_ms: z.number().nullable(),
  done_ago_ms: z.number().nullable(),
});

/** Every lease that was ever taken, with its times by the store's clock. They are few: names come from code. */
export async function selectLeases(sql: SqlRunner): Promise<z.infer<typeof viewRow>[]> {
  const rows = await sql.query(
    `SELECT name, lease_holder AS holder, fence_token::text AS fence,
       CASE WHEN lease_until > now THEN extract(epoch FROM lease_until - now)::float8 * 1000 END AS left_ms,
       CASE WHEN lease_until > now THEN extract(epoch FROM now - acquired_at)::float8 * 1000 END AS held_ms,
       extract(epoch FROM now - last_done_at)::float8 * 1000 AS done_ago_ms
     FROM leases, clock_timestamp() AS now
     ORDER BY name
     LIMIT 1000`,
  );
  return rows.map((row) => viewRow.parse(row));
}

/**
 * Ends one acquisition now, as if its time had run out: its holder writes nothing more under it, and the next taker
 * raises the fence. False when it has run out, or is another acquisition by now.
 */
export async function expireLeaseRow(
  sql: SqlRunner,
  lease: Pick<LeaseKey, "name" | "fence">,
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE leases SET lease_until = clock_timestamp()
     WHERE name = $1 AND fence_token = $2::bigint AND lease_until > clock_timestamp()
     RETURNING 1 AS expired`,
    [lease.name, lease.fence],
  );
  return rows.length === 1;
}
