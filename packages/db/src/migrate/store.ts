import type { Connection } from "../pool/connection.ts";
import { runTransaction } from "../pool/transaction.ts";
import type { Migration } from "./files.ts";

type Runner = Pick<Connection, "query">;

/** ASCII "homeport" as a 64-bit number. */
export const migrationLockKey = "7525353784804864628";

export interface AppliedMigration {
  id: string;
  sha256: string;
}

/** What has been applied; nothing where the table is not there yet. */
export async function selectApplied(sql: Runner): Promise<AppliedMigration[]> {
  const [table] = await sql.query("SELECT to_regclass('schema_migrations') IS NOT NULL AS there");
  if (table?.["there"] !== true) return [];
  const rows = await sql.query("SELECT id, sha256 FROM schema_migrations ORDER BY id");
  return rows.map((row) => ({ id: String(row["id"]), sha256: String(row["sha256"]) }));
}

/** The versions of replicas that were seen in the last 15 s; none where there is no registry yet. */
export async function selectLiveVersions(sql: Runner): Promise<string[]> {
  const [table] = await sql.query("SELECT to_regclass('replicas') IS NOT NULL AS there");
  if (table?.["there"] !== true) return [];
  const rows = await sql.query(
    `SELECT DISTINCT version FROM replicas
     WHERE state <> 'stopped' AND seen_at > clock_timestamp() - interval '15 seconds'`,
  );
  return rows.map((row) => String(row["version"]));
}

export async function tryLock(sql: Runner): Promise<boolean> {
  const [row] = await sql.query("SELECT pg_try_advisory_lock($1::bigint) AS locked", [
    migrationLockKey,
  ]);
  return row?.["locked"] === true;
}

const checkClientEveryMs = 1_000;
const unsupported = "22023";

/**
 * Lets Postgres end this session, and with it what it holds, within a second after its process is gone. By itself it would
 * notice only when the statement that runs has ended, and the lock would be held as long. On some systems it cannot look, and
 * says so: there the lock is held until then.
 */
export async function endWithClient(sql: Runner): Promise<void> {
  const text = "SELECT set_config('client_connection_check_interval', $1, false)";
  try {
    await sql.query(text, [String(checkClientEveryMs)]);
  } catch (error) {
    if (Reflect.get(Object(error), "code") !== unsupported) throw error;
  }
}

export async function unlock(sql: Runner): Promise<void> {
  await sql.query("SELECT pg_advisory_unlock($1::bigint)", [migrationLockKey]);
}

/** Who holds the lock: `pid 4711 (homeport-web)`. `pg_locks` splits a bigint key over two columns. */
export async function describeHolder(sql: Runner): Promise<string> {
  const [row] = await sql.query(
    `SELECT locks.pid, activity.application_name AS name
     FROM pg_locks AS locks LEFT JOIN pg_stat_activity AS activity ON activity.pid = locks.pid
     WHERE locks.locktype = 'advisory' AND locks.objsubid = 1 AND locks.granted
       AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND ((locks.classid::bigint << 32) | locks.objid::bigint) = $1::bigint`,
    [migrationLockKey],
  );
  if (row === undefined) return "nobody any more";
  return `pid ${row["pid"]} (${row["name"] || "no application name"})`;
}

export async function createMigrationsTable(sql: Runner): Promise<void> {
  await sql.query(`
    CREATE TABLE IF NOT EXISTS schema_migrations (
      id text PRIMARY KEY NOT NULL,
      sha256 text NOT NULL,
      phase text NOT NULL,
      requires text,
      applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
      applied_by text NOT NULL,
      CONSTRAINT schema_migrations_phase CHECK (phase in ('expand', 'contract'))
    )`);
}

/** Runs a file and records it: in one transaction where the file allows it, so a kill leaves nothing half. */
export async function applyMigration(
  connection: Connection,
  migration: Migration,
  by: string,
): Promise<void> {
  if (migration.transactional) {
    const settings = {
      lockTimeoutMs: 5_000,
      statementTimeoutMs: 5 * 60_000,
      idleInTransactionMs: 60_000,
    };
    const apply = async () => {
      await connection.run(migration.sql);
      await insertApplied(connection, migration, by);
    };
    await runTransaction(connection, apply, { settings, onCommit: () => undefined });
  } else {
    await connection.run(migration.sql);
    await insertApplied(connection, migration, by);
  }
}

async function insertApplied(sql: Runner, migration: Migration, by: string): Promise<void> {
  await sql.query(
    `INSERT INTO schema_migrations (id, sha256, phase, requires, applied_by)
     VALUES ($1, $2, $3, $4, $5)`,
    [migration.id, migration.sha256, migration.phase, migration.requires, by],
  );
}
