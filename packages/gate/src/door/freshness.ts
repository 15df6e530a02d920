import type { DoorDeps } from "./deps.ts";

/**
 * Whether what this process knows is young enough for a private decision: it asks the feed to catch up when it
 * is not, and then waits until the snapshot holds what was caught up with. So a process that was frozen never
 * answers from before the freeze.
 */
export async function isSynced(deps: DoorDeps): Promise<boolean> {
  const { feed } = deps.options;
  const { maxFeedAgeMs, feedWaitMs } = deps.limits;
  if (deps.snapshots.isReady() && feed.ageMs() <= maxFeedAgeMs) return true;
  const deadline = AbortSignal.timeout(feedWaitMs);
  if (!(await feed.ensureFresh(maxFeedAgeMs, feedWaitMs))) return false;
  return await isSettledBefore(deps, deadline);
}

/** The same for what anybody may see: an outage of the feed alone closes it only after a while. */
export async function isSyncedForPublic(deps: DoorDeps): Promise<boolean> {
  if (deps.snapshots.isReady() && deps.options.feed.ageMs() <= deps.limits.publicGraceMs)
    return true;
  return await isSynced(deps);
}

async function isSettledBefore(deps: DoorDeps, deadline: AbortSignal): Promise<boolean> {
  try {
    await deps.snapshots.whenSettled(deadline);
    return true;
  } catch {
    return false;
  }
}
