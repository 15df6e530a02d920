import type { Db, SqlRunner } from "@homeport/db";
import { waitFor } from "@homeport/testkit";
import { z } from "zod";

const lease = "catalog.sync";
/** Less than a replica waits for a lock before it gives up. */
const metWithinMs = 4_000;

/** The worker that holds the syncer's lease now, by its name. */
export async function findSyncer(sql: SqlRunner): Promise<string | null> {
  const [row] = await sql.query(
    `SELECT split_part(lease_holder, ':', 1) AS worker FROM leases
     WHERE name = $1 AND lease_until > clock_timestamp()`,
    [lease],
  );
  return row === undefined ? null : z.string().parse(row["worker"]);
}

/** As if its time had passed: whoever holds it is gone or frozen, and renews nothing. */
export async function endSyncerLease(sql: SqlRunner): Promise<void> {
  await sql.query(
    "UPDATE leases SET lease_until = clock_timestamp() - interval '1 millisecond' WHERE name = $1",
    [lease],
  );
}

/** A table before which whoever comes stands still, within whatever it is at. */
export interface TableGate {
  /** Resolves when somebody stands before it. */
  untilMet(): Promise<void>;
  open(): Promise<void>;
}

/** `share` lets readers pass, and no writer; `exclusive` lets nobody pass. */
export async function shutTable(
  db: Db,
  table: "catalog_generation" | "catalog_rejection" | "catalog_version",
  mode: "share" | "exclusive",
): Promise<TableGate> {
  const [shut, mayOpen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const words = mode === "share" ? "SHARE" : "ACCESS EXCLUSIVE";
  const over = db.system("fleet.gate", async (tx) => {
    const sql = db.within(tx);
    await sql.query("SELECT set_config('idle_in_transaction_session_timeout', '0', true)");
    await sql.query(`LOCK TABLE ${table} IN ${words} MODE`);
    shut.resolve();
    await mayOpen.promise;
  });
  await Promise.race([shut.promise, over]);
  const isMet = async () => {
    const rows = await db.sql.query(
      "SELECT 1 FROM pg_locks WHERE relation = $1::text::regclass AND NOT granted",
      [table],
    );
    return rows.length > 0;
  };
  return {
    async untilMet() {
      await waitFor(isMet, { deadlineMs: metWithinMs, everyMs: 10, what: `${table} is asked for` });
    },
    async open() {
      mayOpen.resolve();
      await over;
    },
  };
}

const outcomeText = `
SELECT
  (SELECT count(*)::int FROM catalog_generation) AS generations,
  (SELECT coalesce(max(generation), 0)::int FROM catalog_generation) AS newest,
  (SELECT count(*)::int FROM (SELECT 1 FROM catalog_generation GROUP BY commit_id HAVING count(*) > 1) AS again) AS doubled,
  (SELECT count(*)::int FROM (SELECT fence, lag(fence) OVER (ORDER BY generation) AS before FROM catalog_generation) AS turns
    WHERE fence < before) AS late`;

const outcomeRow = z.object({
  generations: z.number(),
  newest: z.number(),
  /** Commits of which more than one generation was made. */
  doubled: z.number(),
  /** Generations that a syncer wrote after a later one had. */
  late: z.number(),
});

export async function readGenerations(sql: SqlRunner): Promise<z.infer<typeof outcomeRow>> {
  const [row] = await sql.query(outcomeText);
  return outcomeRow.parse(row);
}

/** How many of these commits are in the history of what is accepted. */
export async function countReached(sql: SqlRunner, commits: readonly string[]): Promise<number> {
  const rows = await sql.query("SELECT 1 FROM catalog_commit WHERE commit_id = ANY($1::text[])", [
    commits,
  ]);
  return rows.length;
}

/** The planted fault: every second entry of a generation stays what it was. */
const heldBack = `
  CREATE FUNCTION hold_back() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    SELECT lean INTO NEW.lean FROM catalog_version
    WHERE kind = NEW.kind AND key = NEW.key ORDER BY version_id DESC LIMIT 1;
    RETURN NEW;
  END $$;
  CREATE TRIGGER hold_back BEFORE INSERT ON catalog_version FOR EACH ROW
    WHEN (NEW.kind = 'entry' AND NEW.key ~ '[13579]$' AND NEW.from_generation > 1)
    EXECUTE FUNCTION hold_back()`;

export async function plantHalves(sql: SqlRunner): Promise<void> {
  await sql.query(heldBack);
}

/** The planted fault: what is accepted is the generation before, as nothing in Homeport ever makes it. */
export async function plantStepBack(sql: SqlRunner): Promise<void> {
  await sql.query("UPDATE catalog_source SET accepted_generation = accepted_generation - 1");
}
