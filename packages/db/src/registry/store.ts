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

/** What a replica learns when it writes its row. */
export interface ReplicaAnswer {
  readonly drainAsked: boolean;
  /** Connections that the replicas seen in the last 15 s may hold together: their pools, and one feed connection each. */
  readonly connectionsMost: number;
  /** What Postgres takes, less ten for operators and backups. */
  readonly connectionsAllowed: number;
}

/**
 * Writes this replica's own row, whole, so that a row that somebody removed comes back. Answers whether
 * it has been asked to drain since it started, and how the fleet's connections stand.
 */
export async function upsertReplica(
  sql: SqlRunner,
  facts: ReplicaFacts,
  state: ReplicaState,
  vitals: string,
): Promise<ReplicaAnswer> {
  const [row] = await sql.query(
    `INSERT INTO replicas
       (id, app, version, hostname, pid, ops_url, capacity, pool_max, schema_version, state, vitals)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::jsonb)
     ON CONFLICT (id) DO UPDATE SET
       state = excluded.state, vitals = excluded.vitals, seen_at = clock_timestamp()
     RETURNING drain_asked_at IS NOT NULL AS drain_asked,
       pool_max + 1 + (SELECT coalesce(sum(other.pool_max + 1), 0) FROM replicas AS other
         WHERE other.id <> $1 AND other.state <> 'stopped'
           AND other.seen_at > clock_timestamp() - interval '15 seconds')::int AS connections_most,
       current_setting('max_connections')::int - 10 AS connections_allowed`,
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
  return {
    drainAsked: row?.["drain_asked"] === true,
    connectionsMost: Number(row?.["connections_most"] ?? 0),
    connectionsAllowed: Number(row?.["connections_allowed"] ?? Infinity),
  };
}

/** Removes rows that nobody has renewed for a day. Any number of sweepers may run it at once. */
export async function deleteOldReplicas(sql: SqlRunner): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM replicas WHERE seen_at < clock_timestamp() - interval '24 hours' RETURNING id`,
  );
  return rows.length;
}
