import type { Reader } from "@homeport/db";
import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { tellOf } from "../news/tell.ts";
import { explainWorkError } from "./explain.ts";
import { setRetried } from "./result-store.ts";
import { retryAllRows } from "./store.ts";
import { type WorkKind, workKinds } from "./work-key.ts";

/** Work of one kind that is not done. */
export interface Backlog {
  kind: WorkKind;
  due: number;
  leased: number;
  quarantined: number;
}

/** By kind, kinds without any left out. */
export async function readBacklog(db: Reader, organizationId: string): Promise<Backlog[]> {
  const rows = await db.execute(sql`
    SELECT kind, count(*) FILTER (WHERE state = 'due')::int AS due,
      count(*) FILTER (WHERE state = 'leased')::int AS leased,
      count(*) FILTER (WHERE state = 'quarantined')::int AS quarantined
    FROM image_work WHERE organization_id = ${organizationId} AND state <> 'idle' GROUP BY kind`);
  const backlogRow = z.object({
    kind: z.string(),
    due: z.number(),
    leased: z.number(),
    quarantined: z.number(),
  });
  const found = rows.map((row) => backlogRow.parse(row));
  return workKinds.flatMap((kind) => {
    const row = found.find((each) => each.kind === kind);
    return row === undefined ? [] : [{ ...row, kind }];
  });
}

const asideRow = z.object({
  imageId: z.string(),
  kind: z.string(),
  name: z.string(),
  code: z.string(),
  detail: z.string().nullable(),
  failures: z.number(),
  at: z.coerce.date(),
});

/** Work that was set aside, and why. */
export type SetAside = z.infer<typeof asideRow> & { sentence: string };

/** What was set aside, in the order of the photos. */
export async function listSetAside(
  ctx: GalleryContext,
  input: PageInput,
): Promise<{ items: SetAside[]; nextCursor: string | null }> {
  const organizationId = authorize(ctx, "gallery.read");
  const plan = {
    kind: "gallery.set-aside",
    scope: cursorScope(organizationId),
    positionOf: (row: SetAside) => [row.imageId, row.kind],
  };
  return await readPage(ctx.cursors, plan, input, async (after, count) => {
    const [imageId, kind] = after ?? ["", ""];
    const rows = await ctx.db.orm.execute(sql`
      SELECT work.image_id AS "imageId", work.kind, coalesce(nullif(images.title, ''), images.original_name) AS name,
        coalesce(work.last_error_code, 'INTERRUPTED') AS code, work.last_error_detail AS detail, work.failures,
        coalesce(work.last_error_at, work.due_at) AS at
      FROM image_work AS work JOIN images ON images.id = work.image_id
      WHERE work.organization_id = ${organizationId} AND work.state = 'quarantined'
        AND (work.image_id, work.kind) > (${String(imageId)}, ${String(kind)})
      ORDER BY work.image_id, work.kind LIMIT ${count}`);
    return rows.map((row) => {
      const parsed = asideRow.parse(row);
      return { ...parsed, sentence: explainWorkError(parsed.code) };
    });
  });
}

/** Tries all again that was set aside, each with a clean count. */
export async function retryAll(ctx: GalleryContext): Promise<{ retried: number }> {
  const organizationId = authorize(ctx, "gallery.operate");
  const target = { kind: "organization", id: organizationId };
  const act = { action: "image.retry", target, organizationId, repeatable: true };
  return await ctx.db.write(ctx, act, async (tx, scope) => {
    const due = await retryAllRows(tx, organizationId);
    await setRetried(tx, due);
    scope.note({ retried: due.length });
    if (due.length > 0) {
      scope.commit(() => ctx.wakeWork(due));
      scope.commit(() => tellOf(ctx, organizationId, "gallery.image"));
    }
    return { retried: due.length };
  });
}
