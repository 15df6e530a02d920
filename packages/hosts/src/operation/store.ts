import { type Reader, schema, type Tx } from "@homeport/db";
import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { OperationCause, OperationKind } from "./operation.ts";

const { appOperations, apps, users } = schema;

const pendingStates = ["queued", "running"] as const;
/** What is kept of the output of one operation, in characters. */
const logTailChars = 65_536;

export interface NewOperation {
  readonly id: string;
  readonly appId: string;
  readonly kind: OperationKind;
  readonly cause: OperationCause;
  readonly generation: number;
  readonly deleteData: boolean;
  readonly requestedBy: string | null;
}

export async function insertOperation(tx: Tx, operation: NewOperation): Promise<void> {
  await tx.insert(appOperations).values(operation);
}

export interface PendingOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly cause: OperationCause;
  readonly generation: number;
}

export async function findPending(db: Reader, appId: string): Promise<PendingOperation | null> {
  const { id, kind, cause, generation } = appOperations;
  const [row] = await db
    .select({ id, kind, cause, generation })
    .from(appOperations)
    .where(and(eq(appOperations.appId, appId), inArray(appOperations.state, pendingStates)));
  return row ?? null;
}

/** Says that the host is at it. */
export async function markRunning(tx: Tx, operationId: string): Promise<void> {
  await tx
    .update(appOperations)
    .set({ state: "running", startedAt: sql`now()` })
    .where(and(eq(appOperations.id, operationId), eq(appOperations.state, "queued")));
}

export interface OperationEnd {
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
}

/** Ends a pending operation; answers its milliseconds, or null when it had ended already. */
export async function finishOperation(
  tx: Tx,
  operationId: string,
  { errorCode, errorDetail }: OperationEnd,
): Promise<number | null> {
  const [row] = await tx
    .update(appOperations)
    .set({
      state: errorCode === null ? "done" : "failed",
      finishedAt: sql`now()`,
      errorCode,
      errorDetail,
    })
    .where(and(eq(appOperations.id, operationId), inArray(appOperations.state, pendingStates)))
    .returning({
      tookMs: sql<number>`(extract(epoch from now() - ${appOperations.requestedAt}) * 1000)::float8`,
    });
  return row?.tookMs ?? null;
}

/** Starts in a row that failed, the newest first, and how long ago the newest did. */
export async function readStartFailures(
  db: Reader,
  appId: string,
): Promise<{ failures: number; failedAgoMs: number | null }> {
  const [row] = await db.execute(sql`
    with newest as (
      select state, error_code, finished_at, row_number() over (order by id desc) as place
      from app_operations
      where app_id = ${appId} and kind = 'start' and state in ('done', 'failed')
        and error_code is distinct from 'SUPERSEDED'
      order by id desc limit 6
    ), failed as (
      select * from newest
      where place < coalesce((select min(place) from newest where state = 'done'), 7)
    )
    select count(*)::int as failures,
      (extract(epoch from now() - max(finished_at)) * 1000)::float8 as ago from failed`);
  const ago = row?.["ago"];
  return {
    failures: Number(row?.["failures"] ?? 0),
    failedAgoMs: ago == null ? null : Number(ago),
  };
}

/** Keeps the newest 64 Ki characters of what an operation has printed. */
export async function appendLog(
  tx: Tx,
  where: { appId: string; hostId: string; generation: number },
  text: string,
): Promise<void> {
  await tx.execute(sql`
    update app_operations o set log_tail = right(o.log_tail || ${text}, ${logTailChars})
    from apps a
    where a.id = o.app_id and a.host_id = ${where.hostId}
      and o.app_id = ${where.appId} and o.generation = ${where.generation}`);
}

const viewColumns = {
  operationId: appOperations.id,
  appId: appOperations.appId,
  kind: appOperations.kind,
  cause: appOperations.cause,
  state: appOperations.state,
  deleteData: appOperations.deleteData,
  requestedBy: users.name,
  requestedAt: appOperations.requestedAt,
  startedAt: appOperations.startedAt,
  finishedAt: appOperations.finishedAt,
  errorCode: appOperations.errorCode,
  errorDetail: appOperations.errorDetail,
  hasLog: sql<boolean>`${appOperations.logTail} <> ''`,
};

/** Operations of an app of this organization, the newest first. */
export async function findOperations(
  db: Reader,
  of: { organizationId: string; appId: string },
  beforeId: string | null,
  limit: number,
) {
  return await db
    .select(viewColumns)
    .from(appOperations)
    .innerJoin(apps, eq(apps.id, appOperations.appId))
    .leftJoin(users, eq(users.id, appOperations.requestedBy))
    .where(
      and(
        eq(appOperations.appId, of.appId),
        eq(apps.organizationId, of.organizationId),
        beforeId === null ? undefined : lt(appOperations.id, beforeId),
      ),
    )
    .orderBy(desc(appOperations.id))
    .limit(limit);
}

export async function findLog(
  db: Reader,
  of: { organizationId: string; operationId: string },
): Promise<{ logTail: string; isOver: boolean } | null> {
  const [row] = await db
    .select({
      logTail: appOperations.logTail,
      isOver: sql<boolean>`${appOperations.state} in ('done', 'failed')`,
    })
    .from(appOperations)
    .innerJoin(apps, eq(apps.id, appOperations.appId))
    .where(and(eq(appOperations.id, of.operationId), eq(apps.organizationId, of.organizationId)));
  return row ?? null;
}

/**
 * Pending operations that are past their deadline. Those of a host that is away, or has just come back, are left: it
 * does them when it is there. But nobody waits for a start so long.
 */
export async function findOverdue(
  db: Reader,
  deadlinesMs: Readonly<Record<OperationKind, number>>,
  limit: number,
): Promise<{ appId: string; operationId: string }[]> {
  const rows = await db.execute(sql`
    select o.id, o.app_id from app_operations o
    join apps a on a.id = o.app_id
    left join host_presence p on p.host_id = a.host_id
    cross join lateral (select make_interval(secs =>
      (${JSON.stringify(deadlinesMs)}::text::jsonb ->> o.kind)::float8 / 1000) as within) deadline
    where o.state in ('queued', 'running')
      and o.requested_at < now() - deadline.within
      and (o.kind = 'start' or (p.online and p.since < now() - deadline.within))
    order by o.id limit ${limit}`);
  return rows.map((row) => ({ appId: String(row["app_id"]), operationId: String(row["id"]) }));
}

/** Operations that ended long ago, but for the newest twenty of each app. */
export async function deleteOldOperations(
  tx: Tx,
  keptDays: number,
  limit: number,
): Promise<number> {
  const rows = await tx.execute(sql`
    delete from app_operations where id in (
      select o.id from app_operations o
      where o.finished_at < now() - make_interval(days => ${keptDays})
        and (select count(*) from app_operations newer
          where newer.app_id = o.app_id and newer.id > o.id) >= 20
      limit ${limit})
    returning id`);
  return rows.length;
}
