import type postgres from "postgres";
import type { Migration } from "./files.ts";

type Sql = postgres.Sql | postgres.TransactionSql;

/** ASCII "homeport" as a signed 64-bit number. */
export const migrationLockKey = "7525353784804864628";

export interface AppliedMigration {
  id: string;
  sha256: string;
}

/** What has been applied; nothing where the table is not there yet. */
export async function selectApplied(sql: Sql): Promise<AppliedMigration[]> {
  const [table] = await sql<{ there: boolean }[]>`
    SELECT to_regclass('schema_migrations') IS NOT NULL AS there`;
  if (!table?.there) return [];
  return sql<AppliedMigration[]>`SELECT id, sha256 FROM schema_migrations ORDER BY id`;
}

export async function tryLock(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ locked: boolean }[]>`
    SELECT pg_try_advisory_lock(${migrationLockKey}::bigint) AS locked`;
  return row?.locked === true;
}

export async function unlock(sql: Sql): Promise<void> {
  await sql`SELECT pg_advisory_unlock(${migrationLockKey}::bigint)`;
}

/** Who holds the lock: `pid 4711 (homeport-web-migrate)`. A bigint key is split over two columns. */
export async function describeHolder(sql: Sql): Promise<string> {
  const [row] = await sql<{ pid: number; name: string | null }[]>`
    SELECT locks.pid, activity.application_name AS name
    FROM pg_locks AS locks LEFT JOIN pg_stat_activity AS activity ON activity.pid = locks.pid
    WHERE locks.locktype = 'advisory' AND locks.objsubid = 1 AND locks.granted
      AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (locks.classid::bigint << 32) | locks.objid::bigint = ${migrationLockKey}::bigint`;
  return row ? `pid ${row.pid} (${row.name || "no application name"})` : "nobody any more";
}

export async function createMigrationsTable(sql: Sql): Promise<void> {
  await sql`
    CREATE TABLE IF NOT EXISTS schema_migrations (
      id text PRIMARY KEY NOT NULL,
      sha256 text NOT NULL,
      phase text NOT NULL,
      requires text,
      applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
      applied_by text NOT NULL,
      CONSTRAINT schema_migrations_phase CHECK (phase in ('expand', 'contract'))
    )`;
}

/** Runs a file and records it. In one transaction where the file allows it, so a kill leaves nothing half. */
export async function applyMigration(
  sql: postgres.Sql,
  migration: Migration,
  by: string,
): Promise<void> {
  if (migration.transactional) {
    await sql.begin(async (tx) => {
      await tx`SET LOCAL lock_timeout = '5s'`;
      await tx`SET LOCAL statement_timeout = '5min'`;
      await tx.unsafe(migration.sql);
      await insertApplied(tx, migration, by);
    });
  } else {
    await sql.unsafe(migration.sql);
    await insertApplied(sql, migration, by);
  }
}

async function insertApplied(sql: Sql, migration: Migration, by: string): Promise<void> {
  await sql`
    INSERT INTO schema_migrations (id, sha256, phase, requires, applied_by)
    VALUES (${migration.id}, ${migration.sha256}, ${migration.phase}, ${migration.requires}, ${by})`;
}
