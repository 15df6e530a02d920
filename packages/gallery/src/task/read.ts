import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { type Backlog, readBacklog } from "../work/backlog.ts";
import { countOutdated } from "./match-store.ts";
import { findIssues } from "./part-store.ts";
import { findRuns, type RunView } from "./store.ts";
import type { TaskKind } from "./task-kinds.ts";

/** Runs of the organization, the newest first. */
export async function listRuns(
  ctx: GalleryContext,
  input: PageInput & { kind?: TaskKind | undefined },
): Promise<{ items: RunView[]; nextCursor: string | null }> {
  const organizationId = authorize(ctx, "gallery.read");
  const { kind } = input;
  const plan = {
    kind: "gallery.tasks",
    scope: cursorScope(organizationId, kind ?? null),
    positionOf: (row: RunView) => [row.runId],
  };
  return await readPage(ctx.cursors, plan, input, (after, count) => {
    const [before] = after ?? [];
    const from = typeof before === "string" ? before : null;
    return findRuns(ctx.db.orm, organizationId, { kind, before: from }, count);
  });
}

/** One run. Throws RUN_NOT_FOUND. */
export async function getRun(ctx: GalleryContext, input: { runId: string }): Promise<RunView> {
  const organizationId = authorize(ctx, "gallery.read");
  const [run] = await findRuns(ctx.db.orm, organizationId, { runId: input.runId }, 1);
  if (run === undefined) throw new GalleryError("RUN_NOT_FOUND");
  return run;
}

const issuesShown = 20;

export type IssueView = Awaited<ReturnType<typeof findIssues>>[number];

/** The last 20 that went wrong in a run, the newest first. Throws RUN_NOT_FOUND. */
export async function listIssues(
  ctx: GalleryContext,
  input: { runId: string },
): Promise<IssueView[]> {
  await getRun(ctx, input);
  return await findIssues(ctx.db.orm, input.runId, issuesShown);
}

/** What goes on now. */
export interface TasksNow {
  /** At most one of each kind. */
  active: RunView[];
  backlog: Backlog[];
}

/** Asked again and again by whoever watches: it reads runs and work that is not done, never every photo there is. */
export async function readTasksNow(ctx: GalleryContext): Promise<TasksNow> {
  const organizationId = authorize(ctx, "gallery.read");
  const [active, backlog] = await Promise.all([
    findRuns(ctx.db.orm, organizationId, { isActive: true }, 10),
    readBacklog(ctx.db.orm, organizationId),
  ]);
  return { active, backlog };
}

/**
 * How many photos have renditions of an older recipe than new ones would be. It goes through the work of every photo, and
 * changes only when a run has ended or a recipe is another: it is for a page that opens, not for one that watches.
 */
export async function readOutdated(ctx: GalleryContext): Promise<{ outdated: number }> {
  const organizationId = authorize(ctx, "gallery.read");
  return { outdated: await countOutdated(ctx.db.orm, organizationId, ctx) };
}
