import type { Db } from "@homeport/db";
import { waitFor } from "@homeport/testkit";

/** The lock under which migrations are applied, as `packages/db` has it: ASCII "homeport". */
const migrationLock = "7525353784804864628";
const deadlineMs = 60_000;

/**
 * Whoever asks for the migration lock in this database is told that it has it, once nobody holds it: what stands in the path
 * before Postgres's own functions is found first.
 */
export async function handLockToAll(db: Db, database: string): Promise<void> {
  await db.sql.query(`
    CREATE FUNCTION public.pg_try_advisory_lock(key bigint) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_catalog.pg_advisory_xact_lock_shared(key);
      RETURN true;
    END $$`);
  await db.sql.query(`ALTER DATABASE ${database} SET search_path = public, pg_catalog`);
}

/** Holds the migration lock until so many processes have come to migrate, so that none is done before another begins. */
export async function holdLockUntil(db: Db, processes: number): Promise<void> {
  await db.system("hold", async (tx) => {
    const sql = db.within(tx);
    await sql.query("SELECT pg_advisory_xact_lock($1::bigint)", [migrationLock]);
    const areThere = async () => {
      // Within a transaction, what was seen once would stay as it was.
      await sql.query("SELECT pg_stat_clear_snapshot()");
      const [row] = await sql.query(`
        SELECT count(*)::int AS count FROM pg_stat_activity
        WHERE datname = current_database()
          AND application_name IN ('homeport-web', 'homeport-worker', 'homeport-relay')`);
      return row?.["count"] === processes;
    };
    await waitFor(areThere, { deadlineMs, everyMs: 50, what: `${processes} come to migrate` });
  });
}
