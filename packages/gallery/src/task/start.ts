import type { Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { isAlbum } from "../album/store.ts";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { tellOf } from "../news/tell.ts";
import { findDueWork } from "../work/store.ts";
import { queuesOfWork } from "../work/work-key.ts";
import { countMatches, insertMatches, makeRunDue } from "./match-store.ts";
import { findActiveRun, insertRun, setMatched } from "./store.ts";
import { keepScope, type TaskKind, type TaskScope } from "./task-kinds.ts";

/** Work that is woken at once; a pass fills in the rest. */
const wokenAtOnce = 200;

/** How many photos a run would take. Throws BAD_SCOPE for an album that this organization does not have. */
export async function previewTask(
  ctx: GalleryContext,
  scope: TaskScope,
): Promise<{ matched: number }> {
  const organizationId = authorize(ctx, "gallery.read");
  await refuseStrangeAlbum(ctx, organizationId, scope);
  return { matched: await countMatches(ctx.db.orm, organizationId, keepScope(scope), ctx) };
}

/**
 * Begins a run: its row, the row of each photo that it takes, and their work stand together or not at all. Throws
 * RUN_ACTIVE, NOTHING_MATCHED and BAD_SCOPE.
 */
export async function startTask(
  ctx: GalleryContext,
  scope: TaskScope,
): Promise<{ runId: string; matched: number }> {
  const organizationId = authorize(ctx, "gallery.operate");
  await refuseStrangeAlbum(ctx, organizationId, scope);
  const { kind } = scope;
  const kept = keepScope(scope);
  const runId = newId(ctx.clock.nowMs(), ctx.random);
  const act = {
    ...{ action: "task.start", target: { kind: "task", id: runId }, organizationId },
    detail: { kind, scope: kept },
  };
  const matched = await ctx.db.write(ctx, act, async (tx, scope) => {
    const startedBy = ctx.actor.kind === "user" ? ctx.actor.userId : null;
    if (!(await insertRun(tx, { id: runId, organizationId, kind, scope: kept, startedBy }))) {
      throw await activeRefusal(tx, organizationId, kind);
    }
    const count = await insertMatches(tx, { runId, organizationId }, kept, ctx);
    if (count === 0) throw new GalleryError("NOTHING_MATCHED");
    await setMatched(tx, runId, count);
    await makeRunDue(tx, runId, kept, ctx);
    scope.note({ matched: count });
    scope.commit(() => wakeRun(ctx));
    scope.commit(() => tellOf(ctx, organizationId, "gallery.run"));
    return count;
  });
  return { runId, matched };
}

async function wakeRun(ctx: GalleryContext): Promise<void> {
  for (const kinds of queuesOfWork) {
    await ctx.wakeWork(await findDueWork(ctx.db.orm, kinds, wokenAtOnce));
  }
}

async function activeRefusal(
  tx: Tx,
  organizationId: string,
  kind: TaskKind,
): Promise<GalleryError> {
  const runId = await findActiveRun(tx, organizationId, kind);
  return new GalleryError("RUN_ACTIVE", runId === null ? {} : { facts: { runId } });
}

async function refuseStrangeAlbum(
  ctx: GalleryContext,
  organizationId: string,
  { albumId }: TaskScope,
): Promise<void> {
  if (albumId === undefined) return;
  if (!(await isAlbum(ctx.db.orm, organizationId, albumId))) throw new GalleryError("BAD_SCOPE");
}
