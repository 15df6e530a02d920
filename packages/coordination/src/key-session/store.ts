import { z } from "zod";
import type { SqlRow, SqlRunner } from "../sql-port.ts";

export interface KeySessionKey {
  readonly realm: string;
  readonly digest: Uint8Array;
}

const createdRow = z.object({ expires_at_ms: z.number() });

export async function insertKeySession(
  tx: SqlRunner,
  row: KeySessionKey & {
    principal: string;
    subject: unknown;
    address: string | null;
    lifeMs: number;
  },
): Promise<{ expiresAtMs: number }> {
  const rows = await tx.query(
    `INSERT INTO key_sessions
       (realm, token_digest, principal, subject, address, issued_at, expires_at)
     VALUES ($1, $2::bytea, $3, $4::text::jsonb, $5, clock_timestamp(),
             clock_timestamp() + $6::float8 * interval '1 millisecond')
     RETURNING (extract(epoch FROM expires_at) * 1000)::float8 AS expires_at_ms`,
    [row.realm, row.digest, row.principal, JSON.stringify(row.subject), row.address, row.lifeMs],
  );
  return { expiresAtMs: createdRow.parse(rows[0]).expires_at_ms };
}

const sessionRow = z.object({
  digest: z.instanceof(Uint8Array),
  principal: z.string(),
  subject: z.string(),
  issued_at_ms: z.number(),
  expires_at_ms: z.number(),
});

export interface KeySessionRow {
  readonly principal: string;
  readonly subject: unknown;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** One primary-key read for each, in one statement; no row for an unknown, revoked or expired session alike. */
export async function selectLiveSessions(
  sql: SqlRunner,
  { realm, digests }: { readonly realm: string; readonly digests: readonly Uint8Array[] },
): Promise<readonly (KeySessionRow | null)[]> {
  const asked = digests.map((digest) => Buffer.from(digest).toString("hex"));
  const rows = await sql.query(
    `SELECT token_digest AS digest, principal, subject::text AS subject,
            (extract(epoch FROM issued_at) * 1000)::float8 AS issued_at_ms,
            (extract(epoch FROM expires_at) * 1000)::float8 AS expires_at_ms
     FROM key_sessions
     WHERE realm = $1
       AND token_digest = ANY (ARRAY(SELECT decode(hex, 'hex') FROM string_to_table($2, ' ') hex))
       AND revoked_at IS NULL AND expires_at > clock_timestamp()`,
    [realm, asked.join(" ")],
  );
  const found = new Map(rows.map((row) => readSessionRow(row)));
  return asked.map((digest) => found.get(digest) ?? null);
}

function readSessionRow(row: SqlRow): readonly [digest: string, session: KeySessionRow] {
  const { digest, principal, ...read } = sessionRow.parse(row);
  const times = { issuedAtMs: read.issued_at_ms, expiresAtMs: read.expires_at_ms };
  const session = { principal, subject: JSON.parse(read.subject), ...times };
  return [Buffer.from(digest).toString("hex"), session];
}

/** One primary-key read; null for an unknown, revoked or expired session alike. */
export async function selectKeySession(
  sql: SqlRunner,
  { realm, digest }: KeySessionKey,
): Promise<KeySessionRow | null> {
  const [session = null] = await selectLiveSessions(sql, { realm, digests: [digest] });
  return session;
}

/** A name for a session that admits nobody: what is stored is a digest, and this is a digest of that. */
const sessionId = "left(encode(sha256(token_digest), 'hex'), 32)";

const listedRow = z.object({
  session_id: z.string(),
  principal: z.string(),
  address: z.string().nullable(),
  issued_at: z.coerce.date(),
  expires_at: z.coerce.date(),
});

export async function selectKeySessions(sql: SqlRunner, realm: string, limit: number) {
  const rows = await sql.query(
    `SELECT ${sessionId} AS session_id, principal, address, issued_at, expires_at
     FROM key_sessions
     WHERE realm = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()
     ORDER BY issued_at DESC, token_digest LIMIT $2::int`,
    [realm, limit],
  );
  return rows.map((row) => listedRow.parse(row));
}

/** Ends the live sessions of a principal, or one of them; answers how many. */
export async function markSessionsRevoked(
  sql: SqlRunner,
  named: { realm: string; principal: string; sessionId: string | null },
): Promise<number> {
  const rows = await sql.query(
    `WITH ended AS (
       UPDATE key_sessions SET revoked_at = clock_timestamp()
       WHERE realm = $1 AND principal = $2 AND ($3::text IS NULL OR ${sessionId} = $3)
         AND revoked_at IS NULL AND expires_at > clock_timestamp()
       RETURNING 1
     ) SELECT count(*)::int AS ended FROM ended`,
    [named.realm, named.principal, named.sessionId],
  );
  return z.object({ ended: z.number() }).parse(rows[0]).ended;
}

export async function markKeySessionRevoked(sql: SqlRunner, key: KeySessionKey): Promise<void> {
  await sql.query(
    `UPDATE key_sessions SET revoked_at = coalesce(revoked_at, clock_timestamp())
     WHERE realm = $1 AND token_digest = $2::bytea`,
    [key.realm, key.digest],
  );
}

/** Revoked rows stay until they would have expired, so a revocation can be looked up. */
export async function deleteExpiredKeySessions(sql: SqlRunner): Promise<number> {
  const rows = await sql.query(
    `WITH gone AS (
       DELETE FROM key_sessions WHERE expires_at <= clock_timestamp() RETURNING 1
     ) SELECT count(*)::int AS gone FROM gone`,
  );
  return z.object({ gone: z.number() }).parse(rows[0]).gone;
}
