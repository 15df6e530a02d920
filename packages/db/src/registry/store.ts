import { and, asc, eq, gt, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Reader } from "../pool/orm.ts";
import { replicas } from "../schema/fleet.ts";
import type { SqlRunner } from "../sql-port.ts";
import type { LiveReplica } from "./judge-fleet.ts";

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

export interface OtherReplica extends LiveReplica {
  readonly id: string;
}

/** What a replica learns when it writes its row. */
export interface ReplicaAnswer {
  readonly drainAsked: boolean;
  /** The other replicas that were seen in the last 15 s. */
  readonly others: readonly OtherReplica[];
  /** Those that ended without a word, and that nobody has swept yet. */
  readonly lost: readonly Pick<OtherReplica, "id" | "app">[];
  /** Connections that Postgres takes, less ten for operators and backups. */
  readonly connectionsAllowed: number;
}

const answerRow = z.object({
  drain_asked: z.boolean(),
  connections_allowed: z.number(),
  others: z.array(
    z.object({
      id: z.string(),
      app: z.enum(["web", "worker", "relay"]),
      version: z.string(),
      capacity: z.number(),
      poolMax: z.number(),
      isDraining: z.boolean(),
      upMs: z.number(),
    }),
  ),
  lost: z.array(z.object({ id: z.string(), app: z.enum(["web", "worker", "relay"]) })),
});

/**
 * Writes this replica's own row, whole, so that a row that somebody removed comes back. `isStart` begins a life: what
 * an earlier process of the same name was asked for does not concern this one. Answers whether it has been asked to
 * drain since then, and what else is live.
 */
export async function upsertReplica(
  runner: SqlRunner,
  facts: ReplicaFacts,
  now: { readonly state: ReplicaState; readonly vitals: string; readonly isStart: boolean },
): Promise<ReplicaAnswer> {
  const [row] = await runner.query(
    `INSERT INTO replicas
       (id, app, version, hostname, pid, ops_url, capacity, pool_max, schema_version, state, vitals)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::jsonb)
     ON CONFLICT (id) DO UPDATE SET
       app = excluded.app, version = excluded.version, hostname = excluded.hostname,
       pid = excluded.pid, ops_url = excluded.ops_url, capacity = excluded.capacity,
       pool_max = excluded.pool_max, schema_version = excluded.schema_version,
       state = excluded.state, vitals = excluded.vitals, seen_at = clock_timestamp(),
       started_at = CASE WHEN $12 THEN clock_timestamp() ELSE replicas.started_at END,
       drain_asked_at = CASE WHEN $12 THEN NULL ELSE replicas.drain_asked_at END
     RETURNING drain_asked_at IS NOT NULL AS drain_asked,
       current_setting('max_connections')::int - 10 AS connections_allowed,
       (SELECT coalesce(json_agg(json_build_object(
           'id', other.id, 'app', other.app, 'version', other.version, 'capacity', other.capacity,
           'poolMax', other.pool_max, 'isDraining', other.state = 'draining',
           'upMs', extract(epoch FROM clock_timestamp() - other.started_at) * 1000)), '[]')
         FROM replicas AS other
         WHERE other.id <> $1 AND other.state <> 'stopped'
           AND other.seen_at > clock_timestamp() - interval '15 seconds') AS others,
       (SELECT coalesce(json_agg(json_build_object('id', gone.id, 'app', gone.app)), '[]')
         FROM replicas AS gone
         WHERE gone.id <> $1 AND gone.state <> 'stopped'
           AND gone.seen_at <= clock_timestamp() - interval '15 seconds') AS lost`,
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
      now.state,
      now.vitals,
      now.isStart,
    ],
  );
  const answer = answerRow.parse(row);
  return {
    drainAsked: answer.drain_asked,
    others: answer.others,
    lost: answer.lost,
    connectionsAllowed: answer.connections_allowed,
  };
}

/** A row of the registry, with its ages by the store's clock. */
export type ReplicaRow = Awaited<ReturnType<typeof selectReplicas>>[number];

const seenLately = sql`${replicas.seenAt} > clock_timestamp() - interval '15 seconds'`;
const isOver = sql`(${replicas.state} = 'stopped' or not ${seenLately})`;

export async function selectReplicas(reader: Reader, id?: string) {
  return await reader
    .select({
      id: replicas.id,
      app: replicas.app,
      version: replicas.version,
      hostname: replicas.hostname,
      pid: replicas.pid,
      opsUrl: replicas.opsUrl,
      state: replicas.state,
      isLost: sql<boolean>`${replicas.state} <> 'stopped' and not ${seenLately}`,
      startedAt: replicas.startedAt,
      seenAt: replicas.seenAt,
      drainAskedAt: replicas.drainAskedAt,
      capacity: replicas.capacity,
      poolMax: replicas.poolMax,
      schemaVersion: replicas.schemaVersion,
      vitals: replicas.vitals,
      seenAgoMs: msBetween(sql`${replicas.seenAt}`, sql`clock_timestamp()`),
      /** Until it stopped, or was last seen. */
      upMs: msBetween(
        sql`${replicas.startedAt}`,
        sql`case when ${isOver} then ${replicas.seenAt} else clock_timestamp() end`,
      ),
    })
    .from(replicas)
    .where(id === undefined ? undefined : eq(replicas.id, id))
    .orderBy(asc(replicas.app), asc(replicas.startedAt), asc(replicas.id))
    .limit(1_000);
}

/** How many replicas of one app are ready, and were seen in the last 15 s. */
export async function countReady(reader: Reader, app: ReplicaFacts["app"]): Promise<number> {
  return await reader.$count(
    replicas,
    and(eq(replicas.app, app), eq(replicas.state, "ready"), seenLately),
  );
}

function msBetween(from: SQL, to: SQL): SQL<number> {
  return sql<number>`(extract(epoch from (${to}) - ${from}) * 1000)::float8`;
}

/** Asks one replica to drain; false unless it is live and nobody has asked it yet. */
export async function markDrainAsked(reader: Reader, id: string): Promise<boolean> {
  const asked = await reader
    .update(replicas)
    .set({ drainAskedAt: sql`clock_timestamp()` })
    .where(
      and(
        eq(replicas.id, id),
        inArray(replicas.state, ["starting", "ready"]),
        isNull(replicas.drainAskedAt),
        gt(replicas.seenAt, sql`clock_timestamp() - interval '15 seconds'`),
      ),
    )
    .returning({ id: replicas.id });
  return asked.length > 0;
}

/** Removes rows that nobody has renewed for a day. Any number of sweepers may run it at once. */
export async function deleteOldReplicas(runner: SqlRunner): Promise<number> {
  const rows = await runner.query(
    `DELETE FROM replicas WHERE seen_at < clock_timestamp() - interval '24 hours' RETURNING id`,
  );
  return rows.length;
}
