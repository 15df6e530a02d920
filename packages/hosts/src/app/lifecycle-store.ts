import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";
import type { OperationKind } from "../operation/operation.ts";
import type { AppStatus, DesiredState } from "./transition.ts";

const { apps } = schema;

const lifecycleColumns = {
  appId: apps.id,
  organizationId: apps.organizationId,
  hostId: apps.hostId,
  name: apps.name,
  runtime: apps.runtime,
  desired: apps.desired,
  status: sql<AppStatus>`${apps.status}`,
  statusCode: apps.statusCode,
  generation: apps.generation,
  reportedGeneration: apps.reportedGeneration,
  idleStopMs: apps.idleStopMs,
  alwaysOn: apps.alwaysOn,
  autostart: apps.autostart,
};

/** An app that the agent of a host runs. */
export type LifecycleRow = Awaited<ReturnType<typeof selectLifecycle>>[number];

function selectLifecycle(db: Reader) {
  return db.select(lifecycleColumns).from(apps).$dynamic();
}

/** Locks an app's row until the transaction ends; null when there is none. */
export async function lockApp(tx: Tx, appId: string): Promise<LifecycleRow | null> {
  const [row] = await selectLifecycle(tx).where(eq(apps.id, appId)).for("no key update");
  return row ?? null;
}

export interface Turn {
  readonly desired: DesiredState;
  readonly status: AppStatus;
  /** Says that a start was asked for now. */
  readonly isStart: boolean;
}

/** Begins the next generation of an app whose row is locked; answers its number. */
export async function beginGeneration(tx: Tx, appId: string, turn: Turn): Promise<number> {
  const [row] = await tx
    .update(apps)
    .set({
      desired: turn.desired,
      status: turn.status,
      statusCode: null,
      statusDetail: null,
      generation: sql`${apps.generation} + 1`,
      ...(turn.isStart ? { startRequestedAt: sql`now()` } : {}),
      updatedAt: sql`now()`,
    })
    .where(eq(apps.id, appId))
    .returning({ generation: apps.generation });
  if (row === undefined) throw new Error("a locked app is gone");
  return row.generation;
}

export interface StatusChange {
  readonly status: AppStatus;
  readonly code: string | null;
  readonly detail: string | null;
  readonly generation: number;
}

/** Writes how a locked app is, and what generation that is of. */
export async function writeStatus(tx: Tx, appId: string, change: StatusChange): Promise<void> {
  await tx
    .update(apps)
    .set({
      status: change.status,
      statusCode: change.code,
      statusDetail: change.detail,
      reportedGeneration: change.generation,
      updatedAt: sql`now()`,
    })
    .where(eq(apps.id, appId));
}

export interface DesiredRow {
  readonly hostId: string;
  readonly appId: string;
  readonly name: string;
  readonly generation: number;
  readonly desired: DesiredState;
  readonly manifest: unknown;
  readonly kind: OperationKind | null;
  readonly isIdle: boolean;
  readonly deleteData: boolean;
}

/** What is wanted of every app that these hosts run, by host. An uninstall goes on being wanted until it is done. */
export async function findDesired(
  db: Reader,
  of: { hostIds?: readonly string[]; appId?: string },
): Promise<DesiredRow[]> {
  const rows = await db.execute<{
    host_id: string;
    id: string;
    name: string;
    generation: string;
    desired: DesiredState;
    manifest: unknown;
    kind: OperationKind | null;
    is_idle: boolean;
    delete_data: boolean;
  }>(sql`
    select a.host_id, a.id, a.name, a.generation, a.desired,
      a.manifest - 'icon' - 'rules' - 'headers' as manifest,
      case when o.state in ('queued', 'running') or a.desired = 'uninstalled' then o.kind end as kind,
      coalesce(o.cause = 'idle', false) as is_idle, coalesce(o.delete_data, false) as delete_data
    from apps a
    left join lateral (
      select kind, cause, state, delete_data from app_operations
      where app_id = a.id and generation = a.generation order by id desc limit 1) o on true
    where a.runtime <> 'none' and a.host_id is not null
      and ${of.appId === undefined ? sql`a.host_id = any(${`{${(of.hostIds ?? []).join(",")}}`}::text[])` : sql`a.id = ${of.appId}`}
    order by a.host_id, a.id`);
  return [...rows].map((row) => ({
    hostId: row.host_id,
    appId: row.id,
    name: row.name,
    generation: Number(row.generation),
    desired: row.desired,
    manifest: row.manifest,
    kind: row.kind,
    isIdle: row.is_idle,
    deleteData: row.delete_data,
  }));
}

/** The agent that runs these apps has just come: that counts as an access, so that its absence stops nothing early. */
export async function touchHostApps(tx: Tx, hostId: string): Promise<void> {
  await tx
    .update(apps)
    .set({ lastAccessAt: sql`greatest(${apps.lastAccessAt}, now())` })
    .where(and(eq(apps.hostId, hostId), sql`${apps.runtime} <> 'none'`));
}

/** Apps that nobody has visited for their time, and when each was visited last: text, since a `Date` would round it. */
export async function findIdle(
  db: Reader,
  graceMs: number,
  limit: number,
): Promise<{ appId: string; lastAccessAt: string }[]> {
  const rows = await db.execute(sql`
    select a.id, a.last_access_at::text as at from apps a
    where a.status = 'running' and a.desired = 'running' and a.runtime <> 'none'
      and a.idle_stop_ms is not null and not a.always_on
      and a.last_access_at <= now() - make_interval(secs => (a.idle_stop_ms + ${graceMs})::float8 / 1000)
      and not exists (select 1 from app_operations o
        where o.app_id = a.id and o.state in ('queued', 'running'))
    order by a.last_access_at limit ${limit}`);
  return rows.map((row) => ({ appId: String(row["id"]), lastAccessAt: String(row["at"]) }));
}

/** Locks an app if nobody has visited it since; null when somebody has, or when it is not running any more. */
export async function lockIfIdle(
  tx: Tx,
  idle: { appId: string; lastAccessAt: string },
): Promise<LifecycleRow | null> {
  const [row] = await selectLifecycle(tx)
    .where(
      and(
        eq(apps.id, idle.appId),
        eq(apps.status, "running"),
        eq(apps.desired, "running"),
        sql`${apps.lastAccessAt} = ${idle.lastAccessAt}::timestamptz`,
      ),
    )
    .for("no key update");
  return row ?? null;
}

/** Apps that are to run always, do not, and have a host that could start them. */
export async function findToKeepOn(db: Reader, limit: number): Promise<string[]> {
  const rows = await db.execute(sql`
    select a.id from apps a
    join hosts h on h.id = a.host_id and h.status = 'active'
    join host_presence p on p.host_id = a.host_id and p.online
    where a.always_on and a.runtime <> 'none' and a.desired = 'running'
      and a.status in ('stopped', 'failed') and a.status_code is distinct from 'MISSING'
      and not exists (select 1 from app_operations o
        where o.app_id = a.id and o.state in ('queued', 'running'))
    order by a.id limit ${limit}`);
  return rows.map((row) => String(row["id"]));
}

export interface AppStateRow {
  readonly status: AppStatus;
  readonly code: string | null;
  readonly detail: string | null;
  readonly desired: DesiredState;
  readonly generation: number;
  readonly icon: string | null;
  /** Since the pending operation was asked for, or since the row last changed. */
  readonly sinceMs: number;
}

export async function findState(db: Reader, appId: string): Promise<AppStateRow | null> {
  const [row] = await db.execute<{
    status: AppStatus;
    status_code: string | null;
    status_detail: string | null;
    desired: DesiredState;
    generation: string;
    icon: string | null;
    since_ms: number;
  }>(sql`
    select a.status, a.status_code, a.status_detail, a.desired, a.generation, a.icon,
      (extract(epoch from now() - coalesce(o.requested_at, a.updated_at)) * 1000)::float8 as since_ms
    from apps a
    left join app_operations o on o.app_id = a.id and o.state in ('queued', 'running')
    where a.id = ${appId} and a.runtime <> 'none'`);
  if (row === undefined) return null;
  return {
    status: row.status,
    code: row.status_code,
    detail: row.status_detail,
    desired: row.desired,
    generation: Number(row.generation),
    icon: row.icon,
    sinceMs: Math.max(0, Number(row.since_ms)),
  };
}

/** How many apps are in each status. */
export async function countByStatus(db: Reader): Promise<{ status: string; count: number }[]> {
  const rows = await db.execute(sql`
    select status, count(*)::int as count from apps where runtime <> 'none' group by status`);
  return rows.map((row) => ({ status: String(row["status"]), count: Number(row["count"]) }));
}
