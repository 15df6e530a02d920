import { noteChange } from "@homeport/coordination";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { tellOf } from "../news/tell.ts";
import { settleRun } from "./settle.ts";
import { askCancel, cancelParts, lockRun, releaseDueWork } from "./store.ts";
import type { RunState } from "./task-kinds.ts";

/**
 * Ends a run: what no worker has begun is taken back in this transaction, and workers are told to let go of the rest,
 * wherever they run. Photos keep the renditions that they had. A run that has ended already stays as it is. Throws
 * RUN_NOT_FOUND.
 */
export async function cancelTask(
  ctx: GalleryContext,
  input: { runId: string },
): Promise<{ state: RunState }> {
  const organizationId = authorize(ctx, "gallery.operate");
  const { runId } = input;
  const target = { kind: "task", id: runId };
  const act = { action: "task.cancel", target, organizationId, repeatable: true };
  const state = await ctx.db.write(ctx, act, async (tx, scope): Promise<RunState> => {
    const run = await lockRun(tx, organizationId, runId);
    if (run === null) throw new GalleryError("RUN_NOT_FOUND");
    scope.note({ kind: run.kind, before: run.state });
    if (run.state !== "queued" && run.state !== "running") return run.state;
    await askCancel(tx, runId);
    // Work before parts, as commits do.
    await releaseDueWork(tx, runId);
    await cancelParts(tx, runId);
    await noteChange(ctx.db.within(tx), "gallery.run", runId);
    scope.commit(() => ctx.feed?.announce("gallery.run", runId));
    scope.commit(() => tellOf(ctx, organizationId, "gallery.run"));
    return "cancelling";
  });
  const ended = await settleRun(ctx, runId);
  return { state: ended ?? state };
}
