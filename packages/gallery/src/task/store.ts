import { type Reader, schema, type Tx } from "@homeport/db";
import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { z } from "zod";
import {
  type KeptScope,
  keptScope,
  type RunState,
  runStates,
  type TaskKind,
} from "./task-kinds.ts";

const { taskRuns, users } = schema;

const isActive = inArray(taskRuns.state, ["queued", "running", "cancelling"]);

/** False when a run of this kind is active already: the index lets one of two starts through. */
export async function insertRun(
  tx: Tx,
  run: {
    id: string;
    organizationId: string;
    kind: TaskKind;
    scope: KeptScope;
    startedBy: string | null;
  },
): Promise<boolean> {
  const made = await tx
    .insert(taskRuns)
    .values({ ...run, state: "queued", matched: 0 })
    .onConflictDoNothing()
    .returning({ id: taskRuns.id });
  return made.length === 1;
}

export async function setMatched(tx: Tx, runId: string, matched: number): Promise<void> {
  await tx.update(taskRuns).set({ matched }).where(eq(taskRuns.id, runId));
}

export async function findActiveRun(
  db: Reader,
  organizationId: string,
  kind: TaskKind,
): Promise<string | null> {
  const [row] = await db
    .select({ id: taskRuns.id })
    .from(taskRuns)
    .where(and(eq(taskRuns.organizationId, organizationId), eq(taskRuns.kind, kind), isActive));
  return row?.id ?? null;
}

/** Counted from the rows of its photos each time it is asked: there is no second truth that could differ. */
const runColumns = {
  runId: taskRuns.id,
  kind: taskRuns.kind,
  scope: taskRuns.scope,
  state: taskRuns.state,
  matched: taskRuns.matched,
  startedByName: users.name,
  createdAt: taskRuns.createdAt,
  cancelAskedAt: taskRuns.cancelAskedAt,
  startedAt: taskRuns.startedAt,
  finishedAt: taskRuns.finishedAt,
  elapsedMs: sql<
    number | null
  >`(extract(epoch from coalesce(${taskRuns.finishedAt}, now()) - ${taskRuns.startedAt}) * 1000)::float8`,
  counts: sql<unknown>`(select coalesce(jsonb_object_agg(state, parts), '{}') from (
    select state, count(*)::int as parts from task_run_images where run_id = ${taskRuns.id} group by state
  ) as by_state)`,
};

const counted = z.object({
  pending: z.number().default(0),
  done: z.number().default(0),
  skipped: z.number().default(0),
  failed: z.number().default(0),
  cancelled: z.number().default(0),
});

/** A run as the console shows it: its counts are those of its photos' rows at this moment. */
export interface RunView extends z.infer<typeof counted> {
  runId: string;
  kind: TaskKind;
  scope: KeptScope;
  state: RunState;
  /** Photos that it took when it was started. */
  matched: number;
  /** Null for an account that is gone. */
  startedByName: string | null;
  createdAt: Date;
  cancelAskedAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** From its first photo until its end, or until now, by the store's clock; null before. */
  elapsedMs: number | null;
}

export async function findRuns(
  db: Reader,
  organizationId: string,
  filter: {
    runId?: string;
    isActive?: boolean;
    kind?: TaskKind | undefined;
    before?: string | null;
  },
  limit: number,
): Promise<RunView[]> {
  const { runId, kind, before = null } = filter;
  const rows = await db
    .select(runColumns)
    .from(taskRuns)
    .leftJoin(users, eq(users.id, taskRuns.startedBy))
    .where(
      and(
        eq(taskRuns.organizationId, organizationId),
        runId === undefined ? undefined : eq(taskRuns.id, runId),
        filter.isActive === true ? isActive : undefined,
        kind === undefined ? undefined : eq(taskRuns.kind, kind),
        before === null ? undefined : lt(taskRuns.id, before),
      ),
    )
    .orderBy(desc(taskRuns.id))
    .limit(limit);
  return rows.map(({ counts, scope, ...row }) => ({
    ...row,
    ...counted.parse(counts),
    scope: keptScope.parse(scope),
  }));
}

/** The first photo of a run is in a worker's hands. Apart from the claim, so that no two rows are held at once. */
export async function beginRun(db: Reader, runId: string): Promise<void> {
  await db
    .update(taskRuns)
    .set({ state: "running", startedAt: sql`now()` })
    .where(and(eq(taskRuns.id, runId), eq(taskRuns.state, "queued")));
}

/** What a run was before somebody asked to cancel it; null when this organization has no such run. */
export async function lockRun(
  tx: Tx,
  organizationId: string,
  runId: string,
): Promise<{ state: RunState; kind: TaskKind } | null> {
  const [row] = await tx
    .select({ state: taskRuns.state, kind: taskRuns.kind })
    .from(taskRuns)
    .where(and(eq(taskRuns.id, runId), eq(taskRuns.organizationId, organizationId)))
    .for("no key update");
  return row ?? null;
}

export async function askCancel(tx: Tx, runId: string): Promise<void> {
  await tx
    .update(taskRuns)
    .set({ state: "cancelling", cancelAskedAt: sql`now()` })
    .where(eq(taskRuns.id, runId));
}

/** Takes back what no worker has begun: the work is as it was before the run, and what an upload made due stays due. */
export async function releaseDueWork(tx: Tx, runId: string): Promise<void> {
  await tx.execute(sql`
    UPDATE image_work SET state = 'idle', run_id = NULL WHERE (image_id, kind) IN (
      SELECT image_id, kind FROM image_work WHERE run_id = ${runId} AND state = 'due'
      ORDER BY image_id, kind FOR UPDATE)`);
}

export async function cancelParts(tx: Tx, runId: string): Promise<void> {
  await tx.execute(sql`
    UPDATE task_run_images SET state = 'cancelled' WHERE run_id = ${runId} AND state = 'pending'`);
}

const endedRow = z.object({
  id: z.string(),
  organizationId: z.string(),
  kind: z.enum(["preprocess-images", "refresh-metadata"]),
  state: z.enum(runStates),
});
export type EndedRun = z.infer<typeof endedRow>;

/**
 * Ends runs of which nothing is left to do: those whose photos are all settled, and cancelled ones that no worker holds a
 * photo of any more. Answers what has ended by this call, so that one of many says so.
 */
export async function endRuns(db: Reader, runId: string | null): Promise<readonly EndedRun[]> {
  const rows = await db.execute(sql`
    UPDATE task_runs AS run SET finished_at = now(), state = CASE
      WHEN run.state = 'cancelling' THEN 'cancelled'
      WHEN NOT EXISTS (SELECT 1 FROM task_run_images WHERE run_id = run.id AND state = 'failed') THEN 'succeeded'
      WHEN EXISTS (SELECT 1 FROM task_run_images WHERE run_id = run.id AND state IN ('done', 'skipped')) THEN 'partial'
      ELSE 'failed' END
    WHERE (${runId}::text IS NULL OR run.id = ${runId}::text) AND (
      (run.state IN ('queued', 'running')
        AND NOT EXISTS (SELECT 1 FROM task_run_images WHERE run_id = run.id AND state = 'pending'))
      OR (run.state = 'cancelling'
        AND NOT EXISTS (SELECT 1 FROM image_work WHERE run_id = run.id AND state = 'leased')))
    RETURNING run.id, run.organization_id AS "organizationId", run.kind, run.state`);
  return rows.map((row) => endedRow.parse(row));
}

/** Runs that nobody asks about any more. */
export async function deleteOldRuns(
  db: Reader,
  keep: { runs: number; days: number },
): Promise<number> {
  const rows = await db.execute(sql`
    DELETE FROM task_runs WHERE finished_at IS NOT NULL AND (
      finished_at < now() - make_interval(days => ${keep.days}::int)
      OR id IN (SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY organization_id, kind ORDER BY id DESC) AS place
        FROM task_runs WHERE finished_at IS NOT NULL) AS placed WHERE place > ${keep.runs}::int))
    RETURNING id`);
  return rows.length;
}

export interface RunCount {
  readonly kind: TaskKind;
  readonly state: RunState;
  readonly count: number;
}

/** All runs that are kept, by kind and state; those without any left out. */
export async function countRuns(db: Reader): Promise<readonly RunCount[]> {
  return await db
    .select({ kind: taskRuns.kind, state: taskRuns.state, count: sql<number>`count(*)::int` })
    .from(taskRuns)
    .groupBy(taskRuns.kind, taskRuns.state);
}
