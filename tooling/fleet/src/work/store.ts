import type { SqlRow, SqlRunner } from "@homeport/db";
import { z } from "zod";

/**
 * Pieces of work with their lease on the row itself; what was done to them, only ever appended to; who worked on which
 * from when to when; and a gate before which whoever holds a piece waits until the scenario opens it.
 */
const tables = `
  CREATE TABLE pieces (
    id text PRIMARY KEY, done_at timestamptz, lease_holder text,
    lease_until timestamptz NOT NULL DEFAULT '-infinity', fence_token bigint NOT NULL DEFAULT 0
  );
  CREATE INDEX pieces_due ON pieces (id) WHERE done_at IS NULL;
  CREATE TABLE effects (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    piece_id text NOT NULL, worker text NOT NULL, fence_token bigint NOT NULL
  );
  CREATE TABLE runs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    piece_id text NOT NULL, worker text NOT NULL, pid integer NOT NULL,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(), ended_at timestamptz, outcome text
  );
  CREATE TABLE ready (pid integer PRIMARY KEY);
  CREATE TABLE gate (is_open boolean NOT NULL);
  INSERT INTO gate VALUES (false)`;

export async function createTables(sql: SqlRunner): Promise<void> {
  await sql.query(tables);
}

export async function insertPieces(sql: SqlRunner, from: number, count: number): Promise<void> {
  await sql.query(
    `INSERT INTO pieces (id)
     SELECT 'piece-' || lpad(at::text, 6, '0') FROM generate_series($1::int, $1::int + $2::int - 1) AS at`,
    [from, count],
  );
}

/** Pieces that nobody works on, oldest first; with those that somebody holds where a fault asks for it. */
export async function findDue(
  sql: SqlRunner,
  limit: number,
  withHeld: boolean,
): Promise<{ key: string }[]> {
  const rows = await sql.query(
    `SELECT id FROM pieces
     WHERE done_at IS NULL AND ($2::boolean OR lease_until <= clock_timestamp())
     ORDER BY id LIMIT $1::int`,
    [limit, withHeld],
  );
  return rows.map((row) => ({ key: text(row, "id") }));
}

export async function isDone(sql: SqlRunner, pieceId: string): Promise<boolean> {
  const rows = await sql.query(`SELECT 1 FROM pieces WHERE id = $1 AND done_at IS NOT NULL`, [
    pieceId,
  ]);
  return rows.length === 1;
}

/** Whether the lease is still this one, at the moment of looking. */
export async function isHeld(sql: SqlRunner, pieceId: string, fence: bigint): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM pieces WHERE id = $1 AND fence_token = $2::bigint AND lease_until > clock_timestamp()`,
    [pieceId, fence],
  );
  return rows.length === 1;
}

export interface Effect {
  readonly pieceId: string;
  readonly worker: string;
  readonly fence: bigint;
}

/** The outcome of a piece: its effect and its end. */
export async function writeEffect(
  sql: SqlRunner,
  { pieceId, worker, fence }: Effect,
): Promise<void> {
  await sql.query(
    `INSERT INTO effects (piece_id, worker, fence_token) VALUES ($1, $2, $3::bigint)`,
    [pieceId, worker, fence],
  );
  await sql.query(`UPDATE pieces SET done_at = clock_timestamp() WHERE id = $1`, [pieceId]);
}

export async function setGate(sql: SqlRunner, isOpen: boolean): Promise<void> {
  await sql.query(`UPDATE gate SET is_open = $1::boolean`, [isOpen]);
}

export async function isGateOpen(sql: SqlRunner): Promise<boolean> {
  return (await sql.query(`SELECT 1 FROM gate WHERE is_open`)).length === 1;
}

export async function insertReady(sql: SqlRunner, pid: number): Promise<void> {
  await sql.query(`INSERT INTO ready (pid) VALUES ($1::int)`, [pid]);
}

export async function isReady(sql: SqlRunner, pid: number | null): Promise<boolean> {
  return (await sql.query(`SELECT 1 FROM ready WHERE pid = $1::int`, [pid])).length === 1;
}

export async function beginRun(
  sql: SqlRunner,
  run: { pieceId: string; worker: string; pid: number },
): Promise<string> {
  const [row] = await sql.query(
    `INSERT INTO runs (piece_id, worker, pid) VALUES ($1, $2, $3::int) RETURNING id::text AS id`,
    [run.pieceId, run.worker, run.pid],
  );
  return text(row, "id");
}

export async function endRun(sql: SqlRunner, runId: string, outcome: string): Promise<void> {
  await sql.query(
    `UPDATE runs SET ended_at = clock_timestamp(), outcome = $2 WHERE id = $1::bigint`,
    [runId, outcome],
  );
}

/** How many pieces each worker holds that are not done; one that holds none is absent. */
export async function countHeld(sql: SqlRunner): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query(
    `SELECT split_part(lease_holder, ':', 1) AS worker, count(*)::int AS held FROM pieces
     WHERE done_at IS NULL AND lease_until > clock_timestamp() GROUP BY 1`,
  );
  return new Map(rows.map((row) => [text(row, "worker"), number(row, "held")]));
}

/** The runs under way in these processes. */
export async function findOpenRuns(
  sql: SqlRunner,
  workers: readonly { pid(): number | null }[],
): Promise<string[]> {
  const pids = workers.map((worker) => String(worker.pid()));
  const rows = await sql.query(
    `SELECT id::text AS id FROM runs WHERE ended_at IS NULL AND pid::text = ANY($1::text[])`,
    [pids],
  );
  return rows.map((row) => text(row, "id"));
}

/** How these runs ended; null for one that has not. */
export async function readOutcomes(
  sql: SqlRunner,
  runIds: readonly string[],
): Promise<(string | null)[]> {
  const rows = await sql.query(`SELECT outcome FROM runs WHERE id = ANY($1::bigint[])`, [runIds]);
  return rows.map((row) => z.string().nullable().parse(row["outcome"]));
}

/** What is seen of all runs so far: pieces that two processes had at once, and the most that one process had at once. */
export async function readRuns(sql: SqlRunner): Promise<{ shared: number; most: number }> {
  const [row] = await sql.query(`
    WITH spans AS (
      SELECT piece_id, pid, id, tstzrange(began_at, ended_at) AS span FROM runs
    )
    SELECT
      (SELECT count(DISTINCT a.piece_id)::int FROM spans a
       JOIN spans b ON a.piece_id = b.piece_id AND a.id < b.id AND a.span && b.span) AS shared,
      (SELECT coalesce(max(at_once), 0)::int FROM (
         SELECT count(*) AS at_once FROM spans a
         JOIN spans b ON a.pid = b.pid AND lower(a.span) <@ b.span GROUP BY a.id) AS counted) AS most`);
  return { shared: number(row, "shared"), most: number(row, "most") };
}

/** Pieces without an effect, with more than one, and still to do. */
export async function readEffects(
  sql: SqlRunner,
): Promise<{ missing: number; doubled: number; toDo: number; effects: number }> {
  const [row] = await sql.query(`
    SELECT count(*) FILTER (WHERE n = 0)::int AS missing, count(*) FILTER (WHERE n > 1)::int AS doubled,
      count(*) FILTER (WHERE done_at IS NULL)::int AS to_do, sum(n)::int AS effects
    FROM (SELECT id, done_at, (SELECT count(*) FROM effects WHERE piece_id = pieces.id) AS n FROM pieces) AS counted`);
  return {
    missing: number(row, "missing"),
    doubled: number(row, "doubled"),
    toDo: number(row, "to_do"),
    effects: number(row, "effects"),
  };
}

function text(row: SqlRow | undefined, column: string): string {
  return z.string().parse(row?.[column]);
}

function number(row: SqlRow | undefined, column: string): number {
  return z.number().parse(row?.[column]);
}
