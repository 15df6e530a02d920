import type { GalleryDeps } from "../context.ts";
import { tellOf } from "../news/tell.ts";
import { releaseTrashed, settleParts } from "./part-store.ts";
import { deleteOldRuns, type EndedRun, endRuns } from "./store.ts";
import type { RunState } from "./task-kinds.ts";

type Deps = Pick<GalleryDeps, "db" | "events" | "feed">;

/**
 * Ends a run when nothing of it is left to do; answers what it has become, or null while something is. Asked after each
 * commit, so that of two that end the last photos at once the later one sees both.
 */
export async function settleRun(deps: Deps, runId: string): Promise<RunState | null> {
  const [ended] = await tell(deps, await endRuns(deps.db.orm, runId));
  return ended?.state ?? null;
}

/** What a pass does for runs: closes those that nobody is left to close, because their workers were killed. */
export async function settleRuns(deps: Deps): Promise<number> {
  await releaseTrashed(deps.db.orm);
  await settleParts(deps.db.orm, null);
  return (await tell(deps, await endRuns(deps.db.orm, null))).length;
}

async function tell(deps: Deps, ended: readonly EndedRun[]): Promise<readonly EndedRun[]> {
  for (const { id, kind, state } of ended) deps.events.runFinished({ runId: id, kind, state });
  const organizations = new Set(ended.map(({ organizationId }) => organizationId));
  await Promise.all([...organizations].map((each) => tellOf(deps, each, "gallery.run")));
  return ended;
}

const kept = { runs: 100, days: 90 };

/** Forgets runs: of each kind and organization the newest 100 are kept, and none longer than 90 days. */
export async function forgetRuns(deps: Pick<GalleryDeps, "db">): Promise<{ forgotten: number }> {
  return { forgotten: await deleteOldRuns(deps.db.orm, kept) };
}
