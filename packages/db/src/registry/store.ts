import type { SqlRunner } from "../sql-port.ts";

export interface ReplicaFacts {
  id: string;
  app: "web" | "worker" | "relay";
  version: string;
  hostname: string;
  pid: number;
  opsUrl: string | null;
  capacity: number;
  poolMax: number;
  schemaVersion: string;
}

export type ReplicaState = "starting" | "ready" | "draining" | "stopped";

/**
 * Writes this replica's own row, whole, so that a row that somebody removed comes back. Answers whether
 * it has been asked to drain since it started.
 */
export async function upsertReplica(
  sql: SqlRunner,
  facts: ReplicaFacts,
  state: ReplicaState,
  vitals: string,
): Promise<{ drainAsked: boolean }> {
  const [row] = await sql.query(
    `INSERT INTO replicas
       (id, app, version, hostname, pid, ops_url, capacity, pool_max, schema_version, state, vitals)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::jsonb)
     ON CONFLICT (id) DO UPDATE SET
       state = excluded.state, vitals = excluded.vitals, seen_at = clock_timestamp()
     RETURNING drain_asked_at IS NOT NULL AS drain_asked`,
    [
      facts.id,
      facts.app,
      facts.version,
      facts.hostname,
      facts.pid,
      facts.opsUrl,
      facts.capacity,
      facts.poolMax,
      facts.schemaVersion,
      state,
      vitals,
    ],
  );
  return { drainAsked: row?.["drain_asked"] === true };
}

/** Removes rows that nobody has renewed for a day. Any number of sweepers may run it at once. */
export async function deleteOldReplicas(sql: SqlRunner): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM replicas WHERE seen_at < clock_timestamp() - interval '24 hours' RETURNING id`,
  );
  return rows.length;
}
