import type { SqlRow, SqlRunner } from "@homeport/db";
import { isHomeportError } from "@homeport/platform";
import { z } from "zod";

/** Every commit of work on a photo, as the database saw it: whatever a worker thinks of itself decides nothing here. */
const ledger = `
  CREATE TABLE commits (image_id text NOT NULL, kind text NOT NULL, fence_token bigint NOT NULL);
  CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO commits VALUES (NEW.image_id, NEW.kind, NEW.fence_token);
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_commit AFTER UPDATE ON image_work FOR EACH ROW
    WHEN (OLD.state = 'leased' AND NEW.state = 'idle') EXECUTE FUNCTION note_commit()`;

/** The planted fault: an attempt counts when it begins, and whoever was begun three times is given up. */
const countedAtClaim = `
  CREATE FUNCTION count_claim() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.failures >= 3 AND (NEW.state = 'due' OR NEW.fence_token > OLD.fence_token) THEN
      NEW.state := 'quarantined';
      NEW.lease_holder := NULL;
      NEW.lease_until := NULL;
    ELSIF NEW.fence_token > OLD.fence_token THEN
      NEW.failures := OLD.failures + 1;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER count_claim BEFORE UPDATE ON image_work FOR EACH ROW EXECUTE FUNCTION count_claim()`;

export async function createLedger(sql: SqlRunner, hasFault: boolean): Promise<void> {
  await sql.query(ledger);
  if (hasFault) await sql.query(countedAtClaim);
}

/** One row of work in a worker's hands. */
export interface Held {
  readonly imageId: string;
  readonly kind: string;
  readonly worker: string;
  readonly fence: string;
  readonly failures: number;
}

/** What is in any worker's hands. */
export async function findHeld(sql: SqlRunner): Promise<Held[]> {
  const rows = await sql.query(
    `SELECT image_id, kind, split_part(lease_holder, ':', 1) AS worker, fence_token::text AS fence, failures
     FROM image_work WHERE state = 'leased'`,
  );
  return rows.map((row) => ({
    imageId: text(row, "image_id"),
    kind: text(row, "kind"),
    worker: text(row, "worker"),
    fence: text(row, "fence"),
    failures: number(row, "failures"),
  }));
}

/**
 * As if the time of a worker's leases had passed: it is frozen, or gone, and renews none of them. One that was frozen
 * within a transaction holds rows until Postgres ends that for it, which takes as long as anybody waits for a lock.
 */
export async function endLeases(sql: SqlRunner, worker: string): Promise<void> {
  const end = async () => {
    await sql.query(
      `UPDATE image_work SET lease_until = now() - interval '1 millisecond'
       WHERE state = 'leased' AND split_part(lease_holder, ':', 1) = $1`,
      [worker],
    );
  };
  await end().catch(async (error: unknown) => {
    if (!isHomeportError(error) || error.code !== "STORE_BUSY") throw error;
    await end();
  });
}

/** Whether a worker has leases that have not run out. */
export async function hasLeases(sql: SqlRunner, worker: string): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM image_work
     WHERE state = 'leased' AND lease_until > now() AND split_part(lease_holder, ':', 1) = $1`,
    [worker],
  );
  return rows.length > 0;
}

/** As if the waits after failures were over. */
export async function endWaits(sql: SqlRunner): Promise<void> {
  await sql.query(
    `UPDATE image_work SET due_at = now() WHERE state = 'due' AND failures > 0 AND due_at > now()`,
  );
}

/** Photos of an organization with anything left to do. */
export async function countOpen(sql: SqlRunner, organizationId: string): Promise<number> {
  const [row] = await sql.query(
    `SELECT count(*)::int AS open FROM images WHERE organization_id = $1
     AND (processing NOT IN ('ready', 'quarantined')
       OR EXISTS (SELECT 1 FROM image_work WHERE image_id = images.id AND state IN ('due', 'leased')))
     AND NOT EXISTS (SELECT 1 FROM image_work WHERE image_id = images.id AND state = 'quarantined')`,
    [organizationId],
  );
  return number(row, "open");
}

export interface SetAside {
  readonly imageId: string;
  readonly code: string;
  readonly failures: number;
  readonly fence: string;
}

export async function findSetAside(sql: SqlRunner, organizationId: string): Promise<SetAside[]> {
  const rows = await sql.query(
    `SELECT image_id, coalesce(last_error_code, '') AS code, failures, fence_token::text AS fence
     FROM image_work WHERE organization_id = $1 AND state = 'quarantined' ORDER BY image_id`,
    [organizationId],
  );
  return rows.map((row) => ({
    imageId: text(row, "image_id"),
    code: text(row, "code"),
    failures: number(row, "failures"),
    fence: text(row, "fence"),
  }));
}

export async function countReady(sql: SqlRunner, organizationId: string): Promise<number> {
  const [row] = await sql.query(
    `SELECT count(*)::int AS ready FROM images WHERE organization_id = $1 AND processing = 'ready'`,
    [organizationId],
  );
  return number(row, "ready");
}

/** Work that was committed more than once, and commits by these holds. */
export async function readCommits(
  sql: SqlRunner,
  holds: readonly Held[],
): Promise<{ doubled: number; late: number }> {
  const keys = holds.map(({ imageId, kind, fence }) => [imageId, kind, fence].join(" "));
  const [row] = await sql.query(
    `SELECT (SELECT count(*)::int FROM (
         SELECT 1 FROM commits GROUP BY image_id, kind HAVING count(*) > 1) AS twice) AS doubled,
       (SELECT count(*)::int FROM commits WHERE concat_ws(' ', image_id, kind, fence_token) = ANY($1::text[])) AS late`,
    [keys],
  );
  return { doubled: number(row, "doubled"), late: number(row, "late") };
}

/** One rendition, by what its photo and itself are. */
export interface Made {
  readonly name: string;
  readonly sha256: string;
  readonly key: string;
}

/** All renditions of an organization; the name is the same wherever the same photo was uploaded. */
export async function findMade(sql: SqlRunner, organizationId: string): Promise<Made[]> {
  const rows = await sql.query(
    `SELECT concat_ws(' ', encode(images.sha256, 'hex'), made.kind, made.edge) AS name,
       encode(made.sha256, 'hex') AS sha256, made.key
     FROM image_variants AS made JOIN images ON images.id = made.image_id
     WHERE made.organization_id = $1 ORDER BY 1`,
    [organizationId],
  );
  return rows.map((row) => ({
    name: text(row, "name"),
    sha256: text(row, "sha256"),
    key: text(row, "key"),
  }));
}

function text(row: SqlRow | undefined, column: string): string {
  return z.string().parse(row?.[column]);
}

function number(row: SqlRow | undefined, column: string): number {
  return z.number().parse(row?.[column]);
}
