import { type Reader, schema, type Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { WorkKey } from "../work/work-key.ts";

const { images, taskIssues } = schema;

/**
 * Settles the parts of active runs of which no work is left: done, failed when some of it was set aside, skipped when
 * the photo went to the trash. For one photo, in the transaction that ended its work; or for all, in a pass. Answers
 * the runs that have come further by it.
 */
export async function settleParts(db: Reader, imageId: string | null): Promise<readonly string[]> {
  const rows = await db.execute(sql`
    UPDATE task_run_images AS part SET state = CASE
      WHEN images.trashed_at IS NOT NULL THEN 'skipped'
      WHEN EXISTS (SELECT 1 FROM image_work AS work WHERE work.image_id = part.image_id
        AND work.state = 'quarantined' AND run.scope->'kinds' ? work.kind) THEN 'failed'
      ELSE 'done' END
    FROM task_runs AS run, images
    WHERE run.id = part.run_id AND run.state IN ('queued', 'running') AND images.id = part.image_id
      AND part.state = 'pending' AND (${imageId}::text IS NULL OR part.image_id = ${imageId}::text)
      AND (images.trashed_at IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM image_work AS work WHERE work.image_id = part.image_id
          AND work.state IN ('due', 'leased') AND run.scope->'kinds' ? work.kind))
    RETURNING part.run_id`);
  return [...new Set(rows.map((row) => z.object({ run_id: z.string() }).parse(row).run_id))];
}

/** Work of a run on photos that are in the trash by now is not begun. */
export async function releaseTrashed(db: Reader): Promise<void> {
  await db.execute(sql`
    UPDATE image_work AS work SET state = 'idle', run_id = NULL
    FROM task_runs AS run, images
    WHERE run.id = work.run_id AND run.state IN ('queued', 'running') AND work.state = 'due'
      AND images.id = work.image_id AND images.trashed_at IS NOT NULL`);
}

export const issueStages = [
  "prepare",
  "fetch",
  "sniff",
  "parse-exif",
  "decode",
  "encode",
  "store",
  "persist",
] as const;
export type IssueStage = (typeof issueStages)[number];

export interface NewIssue extends WorkKey {
  readonly level: "warning" | "error";
  readonly stage: IssueStage;
  readonly code: string;
  readonly summary: string;
  readonly detail: string | null;
}

const issuesKept = 500;

/** Says to every active run that waits for this work what went wrong with it. */
export async function insertIssues(tx: Tx, issue: NewIssue, nowMs: number): Promise<void> {
  const { imageId, kind, ...said } = issue;
  const rows = await tx.execute(sql`
    SELECT run.id, run.organization_id FROM task_run_images AS part JOIN task_runs AS run ON run.id = part.run_id
    WHERE part.image_id = ${imageId} AND part.state = 'pending' AND run.state IN ('queued', 'running')
      AND run.scope->'kinds' ? ${kind}::text`);
  const runRow = z.object({ id: z.string(), organization_id: z.string() });
  for (const row of rows) {
    const { id: runId, organization_id: organizationId } = runRow.parse(row);
    await tx
      .insert(taskIssues)
      .values({ id: newId(nowMs), organizationId, runId, imageId, ...said });
    await tx.execute(sql`
      DELETE FROM task_issues WHERE run_id = ${runId} AND id <= (
        SELECT id FROM task_issues WHERE run_id = ${runId} ORDER BY id DESC OFFSET ${issuesKept} LIMIT 1)`);
  }
}

/** The newest that went wrong in a run. */
export async function findIssues(db: Reader, runId: string, limit: number) {
  return await db
    .select({
      issueId: taskIssues.id,
      at: taskIssues.at,
      level: taskIssues.level,
      stage: taskIssues.stage,
      code: taskIssues.code,
      summary: taskIssues.summary,
      detail: taskIssues.detail,
      imageId: taskIssues.imageId,
      imageName: sql<string | null>`coalesce(nullif(${images.title}, ''), ${images.originalName})`,
    })
    .from(taskIssues)
    .leftJoin(images, and(eq(images.id, taskIssues.imageId)))
    .where(eq(taskIssues.runId, runId))
    .orderBy(desc(taskIssues.id))
    .limit(limit);
}
