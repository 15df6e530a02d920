import { z } from "zod";
import type { SqlRunner } from "../sql-port.ts";

export interface ChallengeOwner {
  readonly realm: string;
  readonly principal: string;
}

/** Held until the transaction ends: issuing for one principal happens one at a time in the whole fleet. */
export async function lockPrincipal(tx: SqlRunner, owner: ChallengeOwner): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1 || chr(31) || $2, 0))", [
    owner.realm,
    owner.principal,
  ]);
}

/** Deletes what has expired, and the oldest unconsumed ones beyond the `keep` newest. */
export async function trimChallenges(
  tx: SqlRunner,
  owner: ChallengeOwner,
  keep: number,
): Promise<void> {
  await tx.query(
    `DELETE FROM challenges
     WHERE realm = $1 AND principal = $2
       AND (expires_at <= clock_timestamp() OR challenge_digest IN (
         SELECT challenge_digest FROM challenges
         WHERE realm = $1 AND principal = $2 AND consumed_at IS NULL
           AND expires_at > clock_timestamp()
         ORDER BY issued_at DESC, challenge_digest OFFSET $3::int
       ))`,
    [owner.realm, owner.principal, keep],
  );
}

const issuedRow = z.object({ expires_at_ms: z.number() });

/** With `store: false` nothing is written and the answer looks the same. */
export async function insertChallenge(
  tx: SqlRunner,
  row: ChallengeOwner & { digest: Uint8Array; payload: unknown; lifeMs: number; store: boolean },
): Promise<{ expiresAtMs: number }> {
  const rows = await tx.query(
    `WITH life AS (
       SELECT clock_timestamp() AS issued_at,
              clock_timestamp() + $5::float8 * interval '1 millisecond' AS expires_at
     ), made AS (
       INSERT INTO challenges (realm, challenge_digest, principal, payload, issued_at, expires_at)
       SELECT $1, $2::bytea, $3, $4::text::jsonb, issued_at, expires_at FROM life
       WHERE $6::boolean
     )
     SELECT (extract(epoch FROM expires_at) * 1000)::float8 AS expires_at_ms FROM life`,
    [row.realm, row.digest, row.principal, JSON.stringify(row.payload), row.lifeMs, row.store],
  );
  return { expiresAtMs: issuedRow.parse(rows[0]).expires_at_ms };
}

const consumedRow = z.object({ payload: z.string() });

/** One statement, so that whatever races, one caller gets the row. */
export async function takeChallenge(
  tx: SqlRunner,
  owner: ChallengeOwner & { digest: Uint8Array },
): Promise<{ payload: unknown } | null> {
  const rows = await tx.query(
    `UPDATE challenges SET consumed_at = clock_timestamp()
     WHERE realm = $1 AND challenge_digest = $2::bytea AND principal = $3
       AND consumed_at IS NULL AND expires_at > clock_timestamp()
     RETURNING payload::text AS payload`,
    [owner.realm, owner.digest, owner.principal],
  );
  if (rows[0] === undefined) return null;
  return { payload: JSON.parse(consumedRow.parse(rows[0]).payload) };
}

export async function deleteExpiredChallenges(sql: SqlRunner): Promise<number> {
  const rows = await sql.query(
    `WITH gone AS (
       DELETE FROM challenges WHERE expires_at <= clock_timestamp() RETURNING 1
     ) SELECT count(*)::int AS gone FROM gone`,
  );
  return z.object({ gone: z.number() }).parse(rows[0]).gone;
}
