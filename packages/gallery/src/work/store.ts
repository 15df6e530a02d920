import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { runStates } from "../task/task-kinds.ts";
import { interruptionsMost } from "./transition.ts";
import {
  behindUploads,
  type DueWork,
  type WorkKey,
  type WorkKind,
  workKinds,
  workPriority,
} from "./work-key.ts";

const { imageWork } = schema;

/**
 * Makes work due, unless it is done by this recipe already. What is leased at the moment stays so: its worker sees to it.
 * Work that follows from a run's belongs to the run.
 */
export async function insertDueWork(
  tx: Tx,
  work: WorkKey & { organizationId: string; runId?: string | null; recipe?: string },
): Promise<void> {
  const { recipe = null, runId = null, ...row } = work;
  const priority = workPriority(work.kind);
  await tx
    .insert(imageWork)
    .values({ ...row, runId, state: "due", priority })
    .onConflictDoUpdate({
      target: [imageWork.imageId, imageWork.kind],
      set: { state: "due", priority, runId, dueAt: sql`now()`, failures: 0, interruptions: 0 },
      setWhere: sql`${imageWork.state} in ('idle', 'quarantined')
        and (${recipe}::text is null or ${imageWork.doneRecipe} is distinct from ${recipe}::text)`,
    });
}

const claimedRow = z.object({
  fence_token: z.coerce.bigint(),
  failures: z.number(),
  last_wait_ms: z.number().nullable(),
  organization_id: z.string(),
  original_key: z.string(),
  sha256: z.instanceof(Uint8Array),
  rendition_key: z.string().nullable(),
  rendition_sha256: z.instanceof(Uint8Array).nullable(),
  size_bytes: z.coerce.number(),
  waited_ms: z.number(),
  run_id: z.string().nullable(),
  run_state: z.enum(runStates).nullable(),
  is_trashed: z.boolean(),
  reads_damaged: z.boolean(),
});

export type ClaimedRow = z.infer<typeof claimedRow>;

/**
 * Takes a row that is due, or whose lease has run out, unless that has happened too often: one statement decides. The
 * time since it was put back tells how long its surroundings were away the last time.
 */
export async function claimRow(
  db: Reader,
  key: WorkKey,
  holder: string,
  leaseMs: number,
): Promise<ClaimedRow | null> {
  const rows = await db.execute(sql`
    WITH prior AS (
      SELECT image_id, kind, due_at, last_error_at, last_error_code FROM image_work
      WHERE image_id = ${key.imageId} AND kind = ${key.kind}
    ), taken AS (
      UPDATE image_work SET state = 'leased', lease_holder = ${holder}, fence_token = fence_token + 1,
        lease_until = now() + ${leaseMs}::float8 * interval '1 millisecond',
        interruptions = interruptions + (state = 'leased')::int
      WHERE image_id = ${key.imageId} AND kind = ${key.kind}
        AND ((state = 'due' AND due_at <= now()) OR (state = 'leased' AND lease_until < now()
          AND interruptions + 1 < ${interruptionsMost}))
      RETURNING image_id, organization_id, fence_token, failures, run_id
    )
    SELECT taken.fence_token::text, taken.failures, taken.organization_id, images.original_key,
      images.sha256, images.rendition_key, images.rendition_sha256, images.size_bytes,
      CASE WHEN prior.last_error_code IN ('STORAGE_UNAVAILABLE', 'STORE_DOWN', 'STORE_BUSY')
        THEN (extract(epoch FROM prior.due_at - prior.last_error_at) * 1000)::float8 END AS last_wait_ms,
      (extract(epoch FROM now() - prior.due_at) * 1000)::float8 AS waited_ms,
      taken.run_id, task_runs.state AS run_state, images.trashed_at IS NOT NULL AS is_trashed,
      images.reads_damaged
    FROM taken JOIN prior ON true JOIN images ON images.id = taken.image_id
      LEFT JOIN task_runs ON task_runs.id = taken.run_id`);
  return rows[0] === undefined ? null : claimedRow.parse(rows[0]);
}

/** How long a row that cannot be claimed is not to be asked for; null when there is nothing to do at all. */
export async function readHeldMs(db: Reader, key: WorkKey): Promise<number | null> {
  const rows = await db.execute(sql`
    SELECT (extract(epoch FROM CASE WHEN state = 'leased' THEN lease_until ELSE due_at END - now())
      * 1000)::float8 AS held_ms
    FROM image_work WHERE image_id = ${key.imageId} AND kind = ${key.kind} AND state IN ('due', 'leased')`);
  const row = z.object({ held_ms: z.number() }).optional().parse(rows[0]);
  return row === undefined ? null : Math.max(0, row.held_ms);
}

/** One worker's hold on one row. */
export interface Hold extends WorkKey {
  readonly fence: bigint;
}

/** A hold that is still a worker's own, and whether the run that it belongs to is being cancelled. */
export interface KeptHold extends Hold {
  readonly isCancelled: boolean;
}

/** Extends all holds of one worker in one statement; answers those that are still its own. */
export async function renewHolds(
  db: Reader,
  holder: string,
  holds: readonly Hold[],
  leaseMs: number,
): Promise<readonly KeptHold[]> {
  if (holds.length === 0) return [];
  const list = JSON.stringify(
    holds.map(({ imageId, kind, fence }) => ({ imageId, kind, fence: String(fence) })),
  );
  const rows = await db.execute(sql`
    UPDATE image_work AS work SET lease_until = now() + ${leaseMs}::float8 * interval '1 millisecond'
    FROM jsonb_to_recordset(${list}::text::jsonb) AS held ("imageId" text, kind text, fence bigint)
    WHERE work.image_id = held."imageId" AND work.kind = held.kind AND work.fence_token = held.fence
      AND work.state = 'leased' AND work.lease_holder = ${holder}
    RETURNING work.image_id AS "imageId", work.kind, work.fence_token::text AS fence,
      EXISTS (SELECT 1 FROM task_runs WHERE id = work.run_id AND state IN ('cancelling', 'cancelled'))
        AS "isCancelled"`);
  const heldRow = z.object({
    imageId: z.string(),
    kind: z.enum(workKinds),
    fence: z.coerce.bigint(),
    isCancelled: z.boolean(),
  });
  return rows.map((row) => heldRow.parse(row));
}

/** The fence: only whoever holds the row by this token may say that it is done. */
function isHeldBy({ imageId, kind, fence }: Hold) {
  return and(
    eq(imageWork.imageId, imageId),
    eq(imageWork.kind, kind),
    eq(imageWork.fenceToken, fence),
    eq(imageWork.state, "leased"),
  );
}

const noLease = { leaseHolder: null, leaseUntil: null } as const;

/** The first statement of every commit; false when the row has gone to somebody else. */
export async function endHold(
  tx: Tx,
  hold: Hold,
  done: { recipe: string; cpuMs: number },
): Promise<boolean> {
  const rows = await tx
    .update(imageWork)
    .set({
      ...noLease,
      state: "idle",
      runId: null,
      doneRecipe: done.recipe,
      cpuMs: done.cpuMs,
      failures: 0,
      interruptions: 0,
      lastErrorCode: null,
      lastErrorDetail: null,
      lastErrorAt: null,
    })
    .where(isHeldBy(hold))
    .returning({ imageId: imageWork.imageId });
  return rows.length === 1;
}

export interface FailedHold {
  readonly state: "due" | "quarantined";
  readonly waitMs: number;
  readonly failures: number;
  readonly code: string;
  readonly detail: string | null;
}

/** Puts a row back, or sets it aside; false when it has gone to somebody else. */
export async function failHold(tx: Tx, hold: Hold, failed: FailedHold): Promise<boolean> {
  const rows = await tx
    .update(imageWork)
    .set({
      ...noLease,
      state: failed.state,
      failures: failed.failures,
      dueAt: sql`now() + ${failed.waitMs}::float8 * interval '1 millisecond'`,
      lastErrorCode: failed.code,
      lastErrorDetail: failed.detail,
      lastErrorAt: sql`now()`,
    })
    .where(isHeldBy(hold))
    .returning({ imageId: imageWork.imageId });
  return rows.length === 1;
}

/** Whether the run of a row is over or ending, so that the row is no longer due by it. */
const isOfEndedRun = sql`EXISTS (SELECT 1 FROM task_runs
  WHERE task_runs.id = image_work.run_id AND task_runs.state IN ('cancelling', 'cancelled'))`;

/**
 * Gives a row back as if it had never been claimed: the process stops, or the row's run is cancelled; then it is not due
 * any more. Answers what it is now, or null when it had gone to somebody else.
 */
export async function returnHold(db: Reader, hold: Hold): Promise<"due" | "idle" | null> {
  const [row] = await db
    .update(imageWork)
    .set({
      ...noLease,
      state: sql`CASE WHEN ${isOfEndedRun} THEN 'idle' ELSE 'due' END`,
      runId: sql`CASE WHEN ${isOfEndedRun} THEN NULL ELSE ${imageWork.runId} END`,
    })
    .where(isHeldBy(hold))
    .returning({ state: imageWork.state });
  return row?.state === "due" || row?.state === "idle" ? row.state : null;
}

/** Gives a row back that is not to be done at all: its photo has gone to the trash since its run took it. */
export async function dropHold(db: Reader, hold: Hold): Promise<void> {
  await db
    .update(imageWork)
    .set({ ...noLease, state: "idle", runId: null })
    .where(isHeldBy(hold));
}

const expiredRow = z.object({
  image_id: z.string(),
  kind: z.enum(workKinds),
  state: z.enum(["due", "idle", "quarantined"]),
});

/**
 * Rows whose worker is gone, or the one that is named if its is: due again unless their run was cancelled, or set aside
 * when that has happened too often.
 */
export async function expireHolds(
  tx: Tx,
  limit: number,
  only: WorkKey | null,
): Promise<readonly (WorkKey & { state: "due" | "idle" | "quarantined" })[]> {
  const rows = await tx.execute(sql`
    UPDATE image_work SET lease_holder = NULL, lease_until = NULL, due_at = now(),
      interruptions = interruptions + 1,
      state = CASE WHEN ${isOfEndedRun} THEN 'idle'
        WHEN interruptions + 1 >= ${interruptionsMost} THEN 'quarantined' ELSE 'due' END,
      run_id = CASE WHEN ${isOfEndedRun} THEN NULL ELSE run_id END,
      last_error_code = CASE WHEN interruptions + 1 >= ${interruptionsMost} THEN 'INTERRUPTED' ELSE last_error_code END,
      last_error_at = CASE WHEN interruptions + 1 >= ${interruptionsMost} THEN now() ELSE last_error_at END
    WHERE (image_id, kind) IN (
      SELECT image_id, kind FROM image_work WHERE state = 'leased' AND lease_until < now()
        AND (${only?.imageId ?? null}::text IS NULL OR (image_id = ${only?.imageId ?? null}::text AND kind = ${only?.kind ?? null}::text))
      ORDER BY lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    RETURNING image_id, kind, state`);
  return rows.map((row) => {
    const { image_id, kind, state } = expiredRow.parse(row);
    return { imageId: image_id, kind, state };
  });
}

const dueRow = z.object({
  imageId: z.string(),
  kind: z.enum(workKinds),
  priority: z.number(),
});

/** Rows of these kinds that are due now: galleries take turns, and in each the most urgent and longest due come first. */
export async function findDueWork(
  db: Reader,
  kinds: readonly WorkKind[],
  limit: number,
): Promise<readonly DueWork[]> {
  const rows = await db.execute(sql`
    SELECT image_id AS "imageId", kind, priority FROM (
      SELECT image_id, kind, priority, due_at,
        row_number() OVER (PARTITION BY organization_id ORDER BY priority, due_at) AS turn
      FROM image_work WHERE state = 'due' AND due_at <= now()
        AND kind = ANY(string_to_array(${kinds.join(",")}::text, ','))
    ) AS waiting
    ORDER BY turn, priority, due_at LIMIT ${limit}`);
  return rows.map((row) => dueRow.parse(row));
}

const dueAnew = {
  ...{ state: "due" as const, runId: null, failures: 0, interruptions: 0 },
  dueAt: sql`now()`,
};

const renditionKinds: readonly WorkKind[] = ["ingest", "ladder", "avif"];

/**
 * Makes all renditions of photos due that were done before. What is under way already sees to it, and what was set aside
 * stays so until a person retries it; so does what is in the trash, or waits for a browser.
 */
export async function redoRows(
  tx: Tx,
  organizationId: string,
  imageIds: readonly string[],
): Promise<readonly DueWork[]> {
  if (imageIds.length === 0) return [];
  const lanes = JSON.stringify(
    renditionKinds.map((kind) => ({ kind, priority: workPriority(kind) + behindUploads })),
  );
  const rows = await tx.execute(sql`
    UPDATE image_work AS work SET state = 'due', due_at = now(), priority = lane.priority, run_id = NULL,
      failures = 0, interruptions = 0
    FROM images, jsonb_to_recordset(${lanes}::text::jsonb) AS lane (kind text, priority smallint)
    WHERE work.organization_id = ${organizationId} AND work.state = 'idle' AND work.kind = lane.kind
      AND images.id = work.image_id AND images.trashed_at IS NULL AND images.processing <> 'needs_rendition'
      AND work.image_id IN (SELECT jsonb_array_elements_text(${JSON.stringify(imageIds)}::text::jsonb))
    RETURNING work.image_id AS "imageId", work.kind, work.priority`);
  return rows.map((row) => dueRow.parse(row));
}

/** Whether any work of these kinds is due. */
export async function isAnyDue(db: Reader, kinds: readonly WorkKind[]): Promise<boolean> {
  const rows = await db.execute(sql`
    SELECT 1 FROM image_work WHERE state = 'due' AND due_at <= now()
      AND kind = ANY(string_to_array(${kinds.join(",")}::text, ',')) LIMIT 1`);
  return rows.length > 0;
}

/** Makes a row that was set aside due again, because a person says so. */
export async function retryRows(
  tx: Tx,
  organizationId: string,
  imageId: string,
): Promise<readonly WorkKey[]> {
  const rows = await tx
    .update(imageWork)
    .set(dueAnew)
    .where(
      and(
        eq(imageWork.organizationId, organizationId),
        eq(imageWork.imageId, imageId),
        eq(imageWork.state, "quarantined"),
      ),
    )
    .returning({ kind: imageWork.kind });
  const kinds = z.array(z.object({ kind: z.enum(workKinds) })).parse(rows);
  return kinds.map(({ kind }) => ({ kind, imageId }));
}

/** The same for all that was set aside of an organization. */
export async function retryAllRows(tx: Tx, organizationId: string): Promise<readonly WorkKey[]> {
  const rows = await tx
    .update(imageWork)
    .set(dueAnew)
    .where(and(eq(imageWork.organizationId, organizationId), eq(imageWork.state, "quarantined")))
    .returning({ kind: imageWork.kind, imageId: imageWork.imageId });
  return z.array(z.object({ kind: z.enum(workKinds), imageId: z.string() })).parse(rows);
}

export interface WorkCounts {
  readonly due: number;
  readonly leased: number;
  readonly quarantined: number;
}

/** What is waiting, being done and set aside, by kind; kinds without any left out. */
export async function countWork(db: Reader): Promise<ReadonlyMap<WorkKind, WorkCounts>> {
  const rows = await db.execute(sql`
    SELECT kind, count(*) FILTER (WHERE state = 'due')::int AS due,
      count(*) FILTER (WHERE state = 'leased')::int AS leased,
      count(*) FILTER (WHERE state = 'quarantined')::int AS quarantined
    FROM image_work WHERE state <> 'idle'
      AND kind = ANY(string_to_array(${workKinds.join(",")}::text, ',')) GROUP BY kind`);
  const counted = z.object({
    kind: z.enum(workKinds),
    ...{ due: z.number(), leased: z.number(), quarantined: z.number() },
  });
  return new Map(
    rows.map((row) => {
      const { kind, ...counts } = counted.parse(row);
      return [kind, counts];
    }),
  );
}
