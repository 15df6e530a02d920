import { z } from "zod";
import type { SqlRunner } from "../sql-port.ts";

/** More rows than this in one read are not applied one by one: everything is flushed instead. */
export const maxTailRows = 10_000;

const tailRow = z.object({
  horizon: z.coerce.bigint(),
  now_ms: z.number(),
  id: z.string().nullable(),
  topic: z.string().nullable(),
  key: z.string().nullable(),
  lag_ms: z.coerce.number().nullable(),
});

export interface TailChange {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly lagMs: number;
}

export interface TailPage {
  /** Every transaction below this id has ended, so its rows were visible to this read. */
  readonly horizon: bigint;
  /** The store's wall clock when it answered. */
  readonly storeNowMs: number;
  readonly changes: readonly TailChange[];
}

/**
 * The changes of transactions from `horizon` on, and the next horizon, in one snapshot. Ids would not
 * do for a position: a transaction may take a low id and commit late. Null reads the horizon alone.
 */
export async function readTail(sql: SqlRunner, horizon: bigint | null): Promise<TailPage> {
  const rows = await sql.query(
    `SELECT now_at.horizon::text AS horizon,
            (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms, tail.id::text AS id, tail.topic, tail.key,
            (extract(epoch FROM clock_timestamp() - tail.at) * 1000)::float8 AS lag_ms
     FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS now_at
     LEFT JOIN LATERAL (
       SELECT id, topic, key, at FROM changes
       WHERE xid >= $1::text::xid8 ORDER BY id LIMIT ${maxTailRows + 1}
     ) AS tail ON true`,
    [horizon === null ? null : horizon.toString()],
  );
  const parsed = z.array(tailRow).min(1).parse(rows);
  const [first] = parsed;
  return {
    horizon: first?.horizon ?? 0n,
    storeNowMs: first?.now_ms ?? 0,
    changes: parsed.flatMap(toChange),
  };
}

function toChange(row: z.infer<typeof tailRow>): TailChange[] {
  const { id, topic, key } = row;
  if (id === null || topic === null || key === null) return [];
  return [{ id, topic, key, lagMs: row.lag_ms ?? 0 }];
}

export async function insertChange(sql: SqlRunner, topic: string, key: string): Promise<void> {
  await sql.query("INSERT INTO changes (topic, key) VALUES ($1, $2)", [topic, key]);
}

const countRow = z.object({ topic: z.string(), changes: z.number(), last_ago_ms: z.number() });

/** How many changes of each topic are younger than `withinMs`. */
export async function selectTopicCounts(
  sql: SqlRunner,
  withinMs: number,
): Promise<{ topic: string; changes: number; lastAgoMs: number }[]> {
  const rows = await sql.query(
    `SELECT topic, count(*)::int AS changes,
       (extract(epoch FROM clock_timestamp() - max(at)) * 1000)::float8 AS last_ago_ms
     FROM changes
     WHERE at > clock_timestamp() - $1::float8 * interval '1 millisecond'
     GROUP BY topic ORDER BY topic`,
    [withinMs],
  );
  return rows.map((row) => {
    const { last_ago_ms: lastAgoMs, ...rest } = countRow.parse(row);
    return { ...rest, lastAgoMs };
  });
}

/** Removes what every living reader has read or will flush for; returns how many. */
export async function deleteOldChanges(sql: SqlRunner, keptForMs: number): Promise<number> {
  const rows = await sql.query(
    `WITH gone AS (
       DELETE FROM changes
       WHERE at < clock_timestamp() - $1::float8 * interval '1 millisecond' RETURNING 1
     ) SELECT count(*)::int AS gone FROM gone`,
    [keptForMs],
  );
  return z.object({ gone: z.number() }).parse(rows[0]).gone;
}
